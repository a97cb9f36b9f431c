# Forgets that what is read is text.
import sys

a, b = sys.stdin.read().split()
print(a + b)
