# set_tid_address: the kernel writes a zero there at the end.
import ctypes, os
ctypes.CDLL(None).syscall(218, ctypes.c_void_p(id(1) + 24))
os._exit(0)
