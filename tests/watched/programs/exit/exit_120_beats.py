# verdict: RTE
import os, sys
print('x')
os.close(1)
raise ValueError('and this')
