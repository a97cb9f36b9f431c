# verdict: RTE
import os
print('lost')
os.abort()
