import sys

n, *tickets = map(int, sys.stdin.read().split())
print(n * (n + 1) // 2 - sum(tickets))
