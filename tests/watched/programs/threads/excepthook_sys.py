# sys.excepthook does not see what a thread raises.
import sys, threading
sys.excepthook = lambda *a: print('sys hook', a[0])
t = threading.Thread(target=lambda: 1 / 0)
t.start()
t.join()
