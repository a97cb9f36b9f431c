# What a signal to the process group does.
import os, signal
signal.signal(signal.SIGUSR1, lambda *a: print('got it'))
for act in lambda: os.kill(0, signal.SIGUSR1), lambda: os.killpg(0, signal.SIGUSR1), lambda: os.killpg(os.getpgrp(), 0):
    try:
        print(act())
    except OSError as error:
        print(error)
