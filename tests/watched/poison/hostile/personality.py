# verdict: SV
import ctypes
ctypes.CDLL(None).personality(0x0040000)
