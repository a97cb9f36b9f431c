import gc
gc.set_debug(gc.DEBUG_SAVEALL)
class C:
    pass
c = C()
c.c = c
