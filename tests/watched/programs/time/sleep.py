# verdict: TLE
# time: 300ms
import time
time.sleep(100)
