# verdict: RTE
import atexit, os
print('lost')
atexit.register(lambda: os._exit(9))
