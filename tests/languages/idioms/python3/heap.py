from bisect import bisect_left, insort
from heapq import heapify, heappop, heappush
from collections import deque, namedtuple
from sys import stdin, stdout

Row = namedtuple('Row', 'name number')
q = deque(stdin.readlines())
n = int(q.popleft())
heap, names = [], []
while q and (line := q.popleft().split()):
    row = Row(line[0], int(line[1]))
    heappush(heap, row)
    at = bisect_left(names, row.name)
    if at == len(names) or names[at] != row.name:
        insort(names, row.name)
total = 0
for name in names:
    s = 0
    while heap and heap[0].name == name:
        s += heappop(heap).number
    total += s
    print(name, s, file=stdout)
print('total', total, file=stdout)
