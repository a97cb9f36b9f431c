# stdin: 1\n2\n
import sys
input = sys.stdin.readline
print(int(input()) + int(input()))
