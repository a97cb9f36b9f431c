import os, sys
sys.stdout.reconfigure(write_through=True)
sys.stdout.write('first ')
os.write(1, b'second\n')
