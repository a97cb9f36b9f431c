# stdin: 12345\n
import os
info = os.fstat(0)
print(info.st_size, oct(info.st_mode), info.st_uid, info.st_gid, os.lseek(0, 0, os.SEEK_CUR))
