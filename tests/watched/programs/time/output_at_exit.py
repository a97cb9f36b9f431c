# verdict: OLE
# output: 64KiB
# varies: stdout
import atexit
atexit.register(lambda: print('x' * 100000))
