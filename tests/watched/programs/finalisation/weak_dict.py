import weakref
class D:
    def __init__(self, n):
        self.n = n
    def __del__(self):
        print('del', self.n, len(values))
values = weakref.WeakValueDictionary()
for i in range(3):
    globals()['d%d' % i] = values[i] = D(i)
