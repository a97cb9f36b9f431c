# A real one: writes to address 0.
import ctypes

print("Hello, world!", flush=True)
ctypes.memmove(0, b"x", 1)
