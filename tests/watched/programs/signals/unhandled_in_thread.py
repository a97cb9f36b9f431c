# verdict: RTE
import signal, threading
t = threading.Thread(target=lambda: signal.raise_signal(signal.SIGTERM))
t.start()
t.join()
