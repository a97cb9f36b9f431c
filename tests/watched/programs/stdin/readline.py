# stdin: a\nbb\nc
import sys
while True:
    line = sys.stdin.readline()
    if not line:
        break
    print(repr(line))
