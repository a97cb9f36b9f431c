# verdict: RTE
# All that can be written of the interpreter's data: what surrounds its objects.
import ctypes
base = id(int) & ~0xfff
for page in range(-200, 200):
    ctypes.memset(base + page * 4096, 0, 4096)
