# How much C stack there is, to a MiB: 200 MiB of it can be used when the limit is 256 MiB.
import ctypes, sys
sys.setrecursionlimit(10 ** 6)
libc = ctypes.CDLL(None)
compare = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
def go(n):
    if n:
        array = (ctypes.c_int * 2)(2, 1)
        def f(a, b):
            if not done:
                done.append(1)
                go(n - 1)
            return 0
        done = []
        libc.qsort(array, 2, 4, compare(f))
go(3000)
print('done')
