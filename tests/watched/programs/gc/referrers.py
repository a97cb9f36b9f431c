import gc
class C:
    pass
c = C()
holder = [c]
print(any(r is holder for r in gc.get_referrers(c)), len(gc.get_referents(holder)))
