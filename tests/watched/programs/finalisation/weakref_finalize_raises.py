import weakref
class D:
    pass
d = D()
weakref.finalize(d, lambda: 1 / 0)
