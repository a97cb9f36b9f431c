# varies: stdout
# Two runs of a watched interpreter may have the same addresses.
import ctypes
print(ctypes.addressof(ctypes.c_int.in_dll(ctypes.CDLL(None), 'environ')))
