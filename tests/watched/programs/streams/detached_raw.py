# verdict: RTE
import sys
print('text')
buffer = sys.stdout.detach()
buffer.write(b'bytes\n')
raw = buffer.detach()
raw.write(b'raw\n')
