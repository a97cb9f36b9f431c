import ctypes, sys
libc = ctypes.CDLL(None)
libc.printf(b'%s %d\n', b'printf', 3)
print('print')
sys.stdout.flush()
libc.fflush(None)
print('print again')
