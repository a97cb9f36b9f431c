import io, os, sys
input = io.BytesIO(os.read(0, os.fstat(0).st_size)).readline
sums = {}
for _ in range(int(input())):
    name, number = input().decode().split()
    sums[name] = sums.setdefault(name, 0) + int(number)
lines = ["%s %s" % item for item in sorted(sums.items())]
os.write(1, ("\n".join(lines) + "\ntotal %d\n" % sum(sums.values())).encode())
os._exit(0)
