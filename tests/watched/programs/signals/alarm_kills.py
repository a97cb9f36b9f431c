# verdict: RTE
import signal, time
print('before', flush=True)
signal.setitimer(signal.ITIMER_REAL, 0.02)
time.sleep(10)
