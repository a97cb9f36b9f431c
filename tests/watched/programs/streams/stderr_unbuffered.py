import os, sys
sys.stderr.write('a')
os.write(2, b'b')
sys.stderr.write('c\n')
sys.stderr.buffer.write(b'd\n')
os.write(2, b'e\n')
