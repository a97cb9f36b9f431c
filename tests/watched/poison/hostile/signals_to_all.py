import os, signal
could = []
for pid in [1, os.getppid(), -1] + [p for p in range(1, 400) if p != os.getpid()]:
    for number in signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP, signal.SIGUSR1, signal.SIGSEGV, 0:
        try:
            os.kill(pid, number)
            could.append(pid)
        except OSError:
            pass
print(could)
