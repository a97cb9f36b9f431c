import os, sys
saved = os.dup(1)
os.dup2(2, 1)
os.dup2(saved, 2)
print('print')
print('error', file=sys.stderr)
