# verdict: SV
# kill(1, SIGKILL) by x32, which every kernel shows to the filter
import ctypes
ctypes.CDLL(None).syscall(ctypes.c_long(0x40000000 + 62), 1, 9)
