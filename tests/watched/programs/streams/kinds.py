# What the descriptors are.
import os, stat
for fd in range(3):
    info = os.fstat(fd)
    print(fd, stat.S_IFMT(info.st_mode), info.st_nlink, os.get_inheritable(fd), os.get_blocking(fd))
