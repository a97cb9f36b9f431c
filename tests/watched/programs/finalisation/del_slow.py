import time
class D:
    def __del__(self):
        time.sleep(0.05)
        print('took its time')
d = D()
