# verdict: RTE
import os
print('cannot be written')
os.close(1)
