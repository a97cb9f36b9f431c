import gc
gc.collect()
class C:
    pass
for _ in range(10):
    c = C()
    c.c = c
del c
print(gc.collect())
