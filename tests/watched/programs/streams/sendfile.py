import os
open('/tmp/x', 'w').write('through sendfile\n')
print(os.sendfile(1, os.open('/tmp/x', os.O_RDONLY), 0, 100), flush=True)
