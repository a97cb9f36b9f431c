# verdict: RTE
# varies: stdout
import ctypes
for n in range(-5, 257):
    ctypes.memset(id(n) + 24, 0x41, 4)
print(1 + 1)
ctypes.string_at(0)
