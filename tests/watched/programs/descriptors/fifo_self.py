import os
os.mkfifo('/tmp/f')
fd = os.open('/tmp/f', os.O_RDWR)
os.write(fd, b'to itself')
print(os.read(fd, 100))
