# verdict: TLE
# time: 300ms
import atexit
def loop():
    print('looping', flush=True)
    while True:
        pass
atexit.register(loop)
