import os
print(oct(os.stat('/tmp').st_mode), os.stat('/tmp').st_ino, len(os.listdir('/tmp')))
