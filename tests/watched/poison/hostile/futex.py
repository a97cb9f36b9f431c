# Wakes and requeues on every page that may be shared.
import ctypes
libc = ctypes.CDLL(None)
at = id(int) & ~0xfff
for page in range(-100, 100):
    for operation in 1, 3, 5, 129:
        libc.syscall(202, ctypes.c_void_p(at + page * 4096), operation, 1000, 0, ctypes.c_void_p(at), 0)
print('done')
