# stdin: ab\xc3
import sys
print(ascii(sys.stdin.read()))
