import ctypes, os
libc = ctypes.CDLL(None)
info = ctypes.create_string_buffer(128)
answers = set()
for pid in range(1, 400):
    if pid != os.getpid():
        answers.add(libc.syscall(129, pid, 9, info))
        answers.add(libc.syscall(297, pid, pid, 9, info))
        answers.add(libc.syscall(234, pid, pid, 9))
print(answers)
