import os, sys
sys.stdout = os.fdopen(1, 'w', buffering=1)
print('first')
print('second', end='')
