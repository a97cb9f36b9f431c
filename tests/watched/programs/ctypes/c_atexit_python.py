# A function of Python's called after the interpreter is gone, by the C library.
import ctypes, os
@ctypes.CFUNCTYPE(None)
def late():
    os.write(1, b'late\n')
print(ctypes.CDLL(None).on_exit is not None)
