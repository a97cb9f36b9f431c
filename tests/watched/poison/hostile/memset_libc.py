# verdict: RTE
import ctypes
libc = ctypes.CDLL(None)
at = ctypes.addressof(ctypes.c_void_p.in_dll(libc, 'stdout')) & ~0xfff
for page in range(-20, 20):
    ctypes.memset(at + page * 4096, 0x42, 4096)
