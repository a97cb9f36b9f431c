# verdict: RTE
import os, sys
fd = os.open('/dev/null', os.O_RDONLY)
print('x')
os.dup2(fd, 1)
