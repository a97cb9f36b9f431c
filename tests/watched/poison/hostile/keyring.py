# verdict: SV
import ctypes
ctypes.CDLL(None).syscall(248, b'user', b'evil', b'x', 1, -3)
