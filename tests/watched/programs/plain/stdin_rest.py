# stdin: 1\n2\n3\n
import sys
print(int(sys.stdin.readline()) + len(sys.stdin.read()))
