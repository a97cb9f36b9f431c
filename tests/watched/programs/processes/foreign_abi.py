# verdict: SV
# by x32, which every kernel shows to the filter; int 0x80 not all of them take
import ctypes
ctypes.CDLL(None).syscall(ctypes.c_long(0x40000000 + 39))
