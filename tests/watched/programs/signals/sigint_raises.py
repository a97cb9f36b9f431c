# verdict: RTE
import os, signal
print('flushed?', end='')
os.kill(os.getpid(), signal.SIGINT)
for _ in range(1000000):
    pass
