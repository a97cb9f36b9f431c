# verdict: RTE
import os
print('x')
os.fdopen(1, 'w').close()
