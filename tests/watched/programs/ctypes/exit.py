# verdict: RTE
import ctypes
print('lost?')
ctypes.CDLL(None).exit(7)
