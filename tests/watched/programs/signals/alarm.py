import signal, time
signal.signal(signal.SIGALRM, lambda *a: print('alarm'))
signal.setitimer(signal.ITIMER_REAL, 0.02)
time.sleep(0.1)
print('slept', signal.alarm(0))
