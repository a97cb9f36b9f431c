# Adds one at a time: right, and far too slow for the large cases.
import sys

a, b = map(int, sys.stdin.read().split())
step = 1 if b > 0 else -1
while b != 0:
    a += step
    b -= step
print(a)
