import ctypes
libc = ctypes.CDLL(None)
print(libc.getpid(), libc.getppid(), libc.getpgid(0))
