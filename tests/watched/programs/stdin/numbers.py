# stdin: 1 22 333 4444\n
# repeat: 20000
import sys
print(sum(map(int, sys.stdin.buffer.read().split())))
