import sys

n = int(sys.stdin.readline())
tickets = set(map(int, sys.stdin))
for ticket in range(1, n + 1):
    if ticket not in tickets:
        print(ticket)
