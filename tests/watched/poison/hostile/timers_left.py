import ctypes, signal
libc = ctypes.CDLL(None)
signal.alarm(1)
signal.setitimer(signal.ITIMER_VIRTUAL, 0.3)
signal.setitimer(signal.ITIMER_PROF, 0.3)
timer = ctypes.c_int()
print(libc.syscall(222, 0, None, ctypes.byref(timer)) <= 0)
libc.syscall(223, timer, 0, (ctypes.c_long * 4)(0, 200000000, 0, 200000000), None)
