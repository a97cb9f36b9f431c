import os
print(oct(os.umask(0)))
open('/tmp/x', 'w').close()
print(oct(os.stat('/tmp/x').st_mode))
