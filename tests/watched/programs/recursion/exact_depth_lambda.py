f = lambda n: f(n + 1) if seen.append(n) is None else 0
seen = []
try:
    f(0)
except RecursionError:
    print(len(seen))
