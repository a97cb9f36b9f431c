# verdict: RTE
import ctypes
for kind in int, str, dict, list, tuple, type:
    ctypes.memset(id(kind) + 16, 0x41, 300)
print('x' + 'y')
