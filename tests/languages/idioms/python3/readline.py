import sys
from collections import defaultdict
input = sys.stdin.readline
N = int(input())
d = defaultdict(int)
for _ in range(N):
    s, x = input().rstrip().split(' ')
    d[s] += int(x)
for k, v in sorted(d.items(), key=lambda kv: kv[0]):
    sys.stdout.write('%s %d\n' % (k, v))
sys.stdout.write('total {}\n'.format(sum(d.values())))
