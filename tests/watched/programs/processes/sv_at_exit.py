# verdict: SV
import atexit, ctypes
atexit.register(lambda: ctypes.CDLL(None).ptrace(0, 0, 0, 0))
print('printed before')
