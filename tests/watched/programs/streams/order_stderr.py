import sys
sys.stdout = sys.stderr
print('a', end='')
sys.stderr.write('b')
sys.__stdout__.write('c')
sys.stderr.buffer.write(b'd')
sys.stderr.buffer.raw.write(b'e')
