import ctypes
libc = ctypes.CDLL(None)
answers = set()
for flags in 0x11, 0x4111, 0x8011, 0x100, 0x800, 0x900, 0xf00 & ~0x100, 0x80000000, 0x8000:
    answers.add(libc.syscall(56, flags, 0, 0, 0, 0))
print(answers, libc.syscall(58), libc.syscall(57), libc.syscall(435, None, 0))
