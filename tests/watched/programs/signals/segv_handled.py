import os, signal
signal.signal(signal.SIGSEGV, lambda *a: print('handled'))
os.kill(os.getpid(), signal.SIGSEGV)
