# verdict: RTE
import atexit
atexit.register(print, 'atexit runs')
print('partial', end='')
raise KeyboardInterrupt
