# verdict: RTE
import sys
print('before')
raw = sys.stdout.detach()
raw.write(b'after\n')
