# verdict: RTE
import os
os.closerange(0, 1000)
print('nowhere')
