# textwrap breaks a word that is too long, unless it is told not to.
import sys
import textwrap

width = int(sys.stdin.readline())
print("\n".join(textwrap.wrap(" ".join(sys.stdin.read().split()), width)))
