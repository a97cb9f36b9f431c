import os, sys
r, w = os.pipe()
os.close(r)
os.dup2(w, 1)
try:
    print('x' * 100000)
except BrokenPipeError as error:
    print(error, file=sys.stderr)
