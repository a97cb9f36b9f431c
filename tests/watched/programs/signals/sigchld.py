import os, signal
signal.signal(signal.SIGCHLD, lambda *a: print('child?'))
try:
    print(os.waitpid(-1, os.WNOHANG))
except OSError as error:
    print(error)
