# verdict: TLE
# time: 300ms
import os, signal
print('before', flush=True)
os.kill(os.getpid(), signal.SIGSTOP)
