import ctypes
libc = ctypes.CDLL(None, use_errno=True)
print(libc.syscall(252, 1, 0), ctypes.get_errno())
