import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for number in 425, 426, 435, 449, 450, 454, 460, 500, 1000:
    ctypes.set_errno(0)
    print(number, libc.syscall(number, 0, 0, 0, 0, 0, 0), ctypes.get_errno())
