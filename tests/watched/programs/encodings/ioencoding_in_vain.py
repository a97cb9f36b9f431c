# PYTHONIOENCODING is read at start, so to set it now changes nothing.
import os, sys
os.environ['PYTHONIOENCODING'] = 'ascii:replace'
print(sys.stdout.encoding, 'é')
