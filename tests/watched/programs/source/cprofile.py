import cProfile, io, pstats
p = cProfile.Profile()
p.runcall(lambda: [len('a') for _ in range(3)])
out = io.StringIO()
pstats.Stats(p, stream=out).strip_dirs()
print(sorted(k[2] for k in pstats.Stats(p).stats))
