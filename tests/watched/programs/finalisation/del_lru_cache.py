import functools
class D:
    def __del__(self):
        print('del of cached')
@functools.lru_cache(None)
def f(x):
    return D()
f(1)
