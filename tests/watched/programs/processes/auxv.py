import ctypes
libc = ctypes.CDLL(None)
libc.getauxval.restype = ctypes.c_ulong
print(libc.getauxval(6), libc.getauxval(11), libc.getauxval(13), libc.getauxval(23))
