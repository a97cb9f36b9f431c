# stdin: a\nb\nc\nd\n
import sys
for line in sys.stdin:
    print(line, end='')
    break
print(input(), sys.stdin.readline(), next(sys.stdin))
