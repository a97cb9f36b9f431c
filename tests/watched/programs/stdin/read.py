# stdin: 1 2\n3\n
import sys
print(sum(map(int, sys.stdin.read().split())))
