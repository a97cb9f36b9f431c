# stdin: 4 4\n1 2 5\n2 3 1\n1 3 9\n3 4 2\n
import heapq, sys
n, m = map(int, sys.stdin.readline().split())
graph = [[] for _ in range(n + 1)]
for line in sys.stdin:
    a, b, w = map(int, line.split())
    graph[a].append((b, w))
far = [float('inf')] * (n + 1)
far[1] = 0
heap = [(0, 1)]
while heap:
    d, a = heapq.heappop(heap)
    for b, w in graph[a]:
        if d + w < far[b]:
            far[b] = d + w
            heapq.heappush(heap, (far[b], b))
print(far[1:])
