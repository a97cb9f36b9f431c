# A timer must not go off after the end.
import signal
print(signal.alarm(100), signal.getitimer(signal.ITIMER_REAL)[1])
