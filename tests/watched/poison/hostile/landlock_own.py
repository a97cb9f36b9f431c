import ctypes
libc = ctypes.CDLL(None)
attribute = ctypes.c_ulonglong(0x1fff)
fd = libc.syscall(444, ctypes.byref(attribute), 8, 0)
libc.syscall(446, fd, 0)
print('done')
