import ctypes
libc = ctypes.CDLL(None)
for option, value in (1, 9), (4, 0), (4, 1), (8, 1), (15, b'evil'), (29, 1), (36, 1), (38, 0), (41, 1), (28, 0x2f), (35, 8), (65, 1):
    libc.prctl(option, value, 0, 0, 0)
print('done')
