# verdict: RTE
import os, signal
for group in 0, 1, os.getppid(), os.getpgid(0), os.getsid(0):
    try:
        os.killpg(group, signal.SIGKILL)
    except OSError:
        pass
os.kill(0, signal.SIGKILL)
os.kill(os.getpid(), signal.SIGKILL)
