# Words to anybody who listens on a descriptor.
import os
heard = []
for fd in range(3, 256):
    for data in b'\0' * 64, b'\x01\0\0\0' * 64, b'ok\n', bytes(range(256)) * 16:
        try:
            heard.append((fd, os.write(fd, data)))
        except OSError:
            pass
print(heard)
