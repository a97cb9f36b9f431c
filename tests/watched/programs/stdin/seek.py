# stdin: abcdef\n
import sys
print(sys.stdin.read(3))
print(sys.stdin.seek(1), sys.stdin.read())
