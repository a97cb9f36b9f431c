# verdict: TLE
# time: 100ms
import atexit
def again():
    while True:
        atexit.register(again)
        break
    while True:
        pass
atexit.register(again)
