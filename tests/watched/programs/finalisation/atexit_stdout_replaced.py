import atexit, io, sys
out = io.StringIO()
sys.stdout = out
print('kept')
atexit.register(lambda: sys.__stdout__.write(out.getvalue() + '!\n'))
