# n * (n + 1) fits into 32 bits for small inputs only.
import sys

n = int(sys.stdin.buffer.readline())
print(n * (n + 1) % 2**32 // 2 - sum(map(int, sys.stdin.buffer)))
