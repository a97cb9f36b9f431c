import mmap
import sys
m = mmap.mmap(0, 0, access=mmap.ACCESS_READ)
n = int(m.readline())
d = {}
for line in iter(m.readline, b''):
    s, x = line.decode().split()
    d[s] = d.get(s, 0) + int(x)
for s in sorted(d): sys.stdout.write(f'{s} {d[s]}\n')
print('total', sum(d.values()))
