# stdin: a\nbb\nc
import sys
print(sys.stdin.readlines())
