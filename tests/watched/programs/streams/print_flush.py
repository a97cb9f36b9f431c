import os
print('a', end='', flush=True)
os.write(1, b'b')
print('c', end='', flush=False)
os.write(1, b'd')
