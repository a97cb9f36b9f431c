# verdict: RTE
import os, signal, sys
signal.signal(signal.SIGUSR1, lambda *a: sys.exit(11))
os.kill(os.getpid(), signal.SIGUSR1)
print('not reached')
