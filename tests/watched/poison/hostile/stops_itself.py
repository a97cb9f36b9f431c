# verdict: TLE
# time: 300ms
import os, signal
os.kill(os.getpid(), signal.SIGSTOP)
