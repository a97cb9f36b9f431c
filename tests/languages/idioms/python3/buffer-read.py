import sys
from collections import Counter
read = sys.stdin.buffer.read
readline = sys.stdin.buffer.readline
readlines = sys.stdin.buffer.readlines
n = int(readline())
c = Counter()
for line in readlines():
    s, x = line.split()
    c[s] += int(x)
w = sys.stdout.buffer.write
for s in sorted(c):
    w(s + b' %d\n' % c[s])
w(b'total %d\n' % sum(c.values()))
sys.stdout.flush()
