# Right up to 2^53.
import sys

a, b = map(float, sys.stdin.read().split())
print(int(a + b))
