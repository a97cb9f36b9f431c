(_, *rows) = open(0)
d = {}
for r in rows:
    s, x = r.split()
    d[s] = d.get(s, 0) + int(x)
print(*[f"{s} {d[s]}" for s in sorted(d)], f"total {sum(d.values())}", sep="\n")
