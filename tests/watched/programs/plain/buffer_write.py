import sys
w = sys.stdout.buffer.write
for n in range(3):
    w(b'%d\n' % n)
