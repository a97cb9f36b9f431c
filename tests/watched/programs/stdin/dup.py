# stdin: abc\ndef\n
import os
fd = os.dup(0)
print(os.read(fd, 4), input(), os.lseek(fd, 0, os.SEEK_CUR))
