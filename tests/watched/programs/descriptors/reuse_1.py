# The number 1 goes to a file; the flush at the end must go there too.
import os
os.close(1)
fd = os.open('/tmp/out', os.O_RDWR | os.O_CREAT)
print('into the file', flush=True)
os.write(2, b'%d ' % fd + open('/tmp/out', 'rb').read())
