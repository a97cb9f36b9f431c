# verdict: RTE
import os
r, w = os.pipe()
os.close(r)
print('to nobody')
os.dup2(w, 1)
