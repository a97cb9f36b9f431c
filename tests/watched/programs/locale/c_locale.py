import ctypes
libc = ctypes.CDLL(None)
libc.setlocale.restype = libc.nl_langinfo.restype = ctypes.c_char_p
print([libc.setlocale(i, None) for i in range(13)], libc.nl_langinfo(14))
