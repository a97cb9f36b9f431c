import ctypes, os
libc = ctypes.CDLL(None)
got = []
for pid in range(1, 400):
    fd = libc.syscall(434, pid, 0)
    if fd >= 0 and pid != os.getpid():
        got.append(libc.syscall(424, fd, 9, None, 0))
print(set(got) - {-1})
