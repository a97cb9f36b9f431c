import os
fd = os.memfd_create('x')
os.write(fd, b'abc')
print(fd, os.pread(fd, 10, 0))
