# verdict: RTE
import atexit, sys
atexit.register(print, 'atexit')
def f(n):
    return f(n - 1) if n else {}['missing']
print('before', file=sys.stderr)
f(3)
