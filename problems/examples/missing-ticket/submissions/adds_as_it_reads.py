import sys

n = int(sys.stdin.buffer.readline())
print(n * (n + 1) // 2 - sum(map(int, sys.stdin.buffer)))
