# verdict: RTE
# Takes a filter of its own that refuses all there is.
import ctypes
libc = ctypes.CDLL(None)
libc.prctl(22, 1, 0, 0, 0)
print(open('/prog/solution.py').read(1))
1 / 0
