# stdin: first\nsecond\n
import os
print(input())
os.lseek(0, 0, 0)
print(open(0, closefd=False).read())
