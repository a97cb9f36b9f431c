import weakref
class D:
    pass
d = D()
ref = weakref.ref(d, lambda r: print('callback at exit'))
