import weakref
class D:
    def __del__(self):
        print('weak is', ref())
d = D()
ref = weakref.ref(d, lambda r: print('callback'))
