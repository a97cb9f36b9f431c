# stdin: abcdef
import sys
print(sys.stdin.buffer.peek(2), sys.stdin.read(1), sys.stdin.buffer.peek(2))
