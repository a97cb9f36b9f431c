import functools
import operator
import sys

n = int(sys.stdin.buffer.readline())
seen = functools.reduce(operator.xor, map(int, sys.stdin.buffer), 0)
print(functools.reduce(operator.xor, range(1, n + 1), seen))
