import ctypes, mmap, os
m = mmap.mmap(-1, 1 << 20)
m[:] = b'\xff' * (1 << 20)
fd = os.memfd_create('evil', os.MFD_CLOEXEC)
os.write(fd, b'x' * (1 << 20))
libc = ctypes.CDLL(None)
print(libc.shm_open(b'/evil', 0o102, 0o666), libc.shmget(1234, 4096, 0o1666), libc.semget(1234, 1, 0o1666), libc.mq_open(b'/evil', 0o102, 0o666, None))
