# verdict: RTE
import os, signal
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
r, w = os.pipe()
os.close(r)
print('lost')
os.write(w, b'x')
