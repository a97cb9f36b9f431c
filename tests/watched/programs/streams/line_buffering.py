import os, sys
sys.stdout.reconfigure(line_buffering=True)
print('first')
os.write(1, b'second\n')
print('third', end='')
os.write(1, b'fourth\n')
