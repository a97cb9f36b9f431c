import sys
data = sys.stdin.read().split()
n = int(data[0])
names, numbers = data[1:2 * n + 1:2], list(map(int, data[2:2 * n + 1:2]))
out = []
for name in sorted(set(names)):
    out.append(name + " " + str(sum(x for s, x in zip(names, numbers) if s == name)))
out.append("total " + str(sum(numbers)))
print("\n".join(out))
