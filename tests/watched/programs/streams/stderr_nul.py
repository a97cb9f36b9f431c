import os
os.write(2, b'a\0b\xff\x1b[31m\n')
