# stdin: 42 rest\nnext\n
import ctypes
n = ctypes.c_int()
print(ctypes.CDLL(None).scanf(b'%d', ctypes.byref(n)), n.value)
