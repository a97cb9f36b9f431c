# stdin: 1 2 3\n
import sys
print(sys.stdin.buffer.readline(), sys.stdin.buffer.read())
