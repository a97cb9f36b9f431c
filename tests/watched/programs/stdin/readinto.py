# stdin: abcdef
import sys
b = bytearray(4)
print(sys.stdin.buffer.readinto(b), b)
