class C:
    n = 0
    def __getattr__(self, name):
        C.n += 1
        return getattr(self, name + 'x')
try:
    C().a
except RecursionError as error:
    print(C.n, error)
