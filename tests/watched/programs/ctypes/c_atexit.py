# What C code registers runs at the end of the process.
import ctypes
libc = ctypes.CDLL(None)
libc.puts(b'said by C, in its own buffer')
print('said by Python')
