import ctypes
libc = ctypes.CDLL(None)
header = (ctypes.c_uint * 2)(0x20080522, 0)
data = (ctypes.c_uint * 6)()
print(libc.capget(header, data), list(data))
