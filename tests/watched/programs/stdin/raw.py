# stdin: abcdef
import sys
print(sys.stdin.buffer.raw.read(3), sys.stdin.buffer.raw.readall(), sys.stdin.buffer.raw.tell())
