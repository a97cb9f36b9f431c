import gc
class D:
    def __del__(self):
        print('collected', gc.collect() >= 0)
d = D()
