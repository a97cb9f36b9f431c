# verdict: TLE
# time: 300ms
class D:
    def __del__(self):
        print('looping', flush=True)
        while True:
            pass
d = D()
