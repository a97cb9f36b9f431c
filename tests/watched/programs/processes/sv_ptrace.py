# verdict: SV
import ctypes
print('before', flush=True)
ctypes.CDLL(None).ptrace(0, 0, 0, 0)
print('after')
