import os, sys
print('y' * 9000)
os.write(1, b'between\n')
print('z' * 9000)
