# stdin: first\nsecond\n
import ctypes
print(input())
buffer = ctypes.create_string_buffer(100)
print(ctypes.CDLL(None).scanf(b'%99s', buffer), buffer.value)
