# verdict: SV
import ctypes, threading
t = threading.Thread(target=lambda: ctypes.CDLL(None).ptrace(0, 0, 0, 0))
t.start()
t.join()
print('after')
