# stdin: abc\n
import sys
print(repr(sys.stdin.read()), repr(sys.stdin.read()), repr(sys.stdin.readline()))
