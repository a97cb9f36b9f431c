# verdict: RTE
import ctypes
print('lost')
ctypes.CDLL(None)._exit(8)
