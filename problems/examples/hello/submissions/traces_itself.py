# ptrace(PTRACE_TRACEME): no honest program needs it.
import ctypes

ctypes.CDLL(None).ptrace(0, 0, None, None)
print("Hello, world!")
