# verdict: OLE
# output: 64KiB
# varies: stdout
import os
while True:
    os.write(1, b'x' * 100)
