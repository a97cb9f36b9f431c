# stdin: a\nb\nc\n
import sys
print(sys.stdin.tell(), sys.stdin.readline(), sys.stdin.tell())
