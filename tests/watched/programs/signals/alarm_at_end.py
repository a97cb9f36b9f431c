# verdict: RTE
import signal


class Slow:
    def __del__(self):
        signal.setitimer(signal.ITIMER_REAL, 0.01)
        while True:
            signal.pause()


signal.signal(signal.SIGALRM, lambda number, frame: print('handled'))
slow = Slow()
print('over')
