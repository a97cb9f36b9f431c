import atexit, io, sys
import codecs
sys.stdin = io.TextIOWrapper(sys.stdin.buffer, encoding='utf-8', newline='\n')
sys.stdout = io.StringIO()
atexit.register(lambda: sys.__stdout__.write(sys.stdout.getvalue()))
sys.setrecursionlimit(10 ** 6)
d = {}
for line in sys.stdin.read().splitlines()[1:]:
    s, x = line.split()
    d[s] = d.get(s, 0) + int(x)
[print(s, d[s]) for s in sorted(d)]
print('total', sum(d.values()))
