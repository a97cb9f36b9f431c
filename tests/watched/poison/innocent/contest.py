# stdin: 5\n3 1 4 1 5\n
import collections, heapq, itertools, math, re
n = int(input())
a = list(map(int, input().split()))
print(sum(a), max(a), sorted(a), math.gcd(12, 18), collections.Counter(a).most_common(1))
heapq.heapify(a)
print([heapq.heappop(a) for _ in range(n)], list(itertools.permutations('abc'))[4], re.sub(r'(\w+) (\w+)', r'\2 \1', 'a b'))
class Node:
    def __init__(self, v, n=None):
        self.v, self.n = v, n
print(Node(1, Node(2)).n.v, f'{3.14159:.2f}', '{:>5}'.format('x'), divmod(7, 3))
