import gc
gc.collect()
gc.set_debug(gc.DEBUG_SAVEALL)
class C:
    pass
c = C()
c.c = c
del c
gc.collect()
print([type(g).__name__ for g in gc.garbage])
gc.set_debug(0)
