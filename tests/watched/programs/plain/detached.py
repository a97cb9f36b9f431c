# verdict: RTE
import sys
b = sys.stdout.detach()
b.write(b'left in the buffer')
