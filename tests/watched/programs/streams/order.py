import os, sys
print('one')
os.write(1, b'two\n')
sys.stdout.flush()
os.write(1, b'three\n')
print('four')
