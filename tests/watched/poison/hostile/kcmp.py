# verdict: SV
import ctypes, os
ctypes.CDLL(None).syscall(312, os.getpid(), os.getppid(), 0, 1, 1)
