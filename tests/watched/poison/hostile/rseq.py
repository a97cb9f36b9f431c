import ctypes, os
libc = ctypes.CDLL(None)
area = ctypes.create_string_buffer(128)
libc.syscall(334, area, 32, 0, 0x53053053)
os._exit(0)
