# verdict: RTE
import ctypes, mmap, os
fd = os.open('/tmp/x', os.O_RDWR | os.O_CREAT)
os.ftruncate(fd, 4096)
m = mmap.mmap(fd, 4096)
os.ftruncate(fd, 0)
m[0]
