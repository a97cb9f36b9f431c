# verdict: TLE
# time: 300ms
import os
r, w = os.pipe()
os.read(r, 1)
