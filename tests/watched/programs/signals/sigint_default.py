# verdict: RTE
import os, signal
print('unflushed', end='')
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.kill(os.getpid(), signal.SIGINT)
