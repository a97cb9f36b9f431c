import os
fd = os.open('/tmp/x', os.O_RDWR | os.O_CREAT)
try:
    os.ftruncate(fd, 1 << 40)
    print(os.fstat(fd).st_size)
except OSError as error:
    print(error)
