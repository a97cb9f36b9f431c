# verdict: RTE
import ctypes, os
libc = ctypes.CDLL(None)
libc.mprotect(ctypes.c_void_p(ctypes.cast(libc.write, ctypes.c_void_p).value & ~0xfff), 8192, 7)
ctypes.memset(ctypes.cast(libc.write, ctypes.c_void_p).value, 0xcc, 16)
os.write(1, b'x')
