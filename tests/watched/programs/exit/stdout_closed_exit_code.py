# verdict: RTE
import os, sys
print('cannot be written')
os.close(1)
sys.exit(5)
