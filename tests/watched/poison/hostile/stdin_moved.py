# stdin: abcdefghijklmnop\n
import os
os.lseek(0, 7, 0)
for act in lambda: os.ftruncate(0, 0), lambda: os.pwrite(0, b'evil', 0), lambda: os.fchmod(0, 0), lambda: os.utime(0, (1, 1)):
    try:
        act()
    except OSError:
        pass
print('done')
