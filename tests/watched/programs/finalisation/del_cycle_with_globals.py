class D:
    def __del__(self):
        print('del', __name__)
    def method(self):
        return globals()
d = D()
d.bound = d.method
globals()['loop'] = globals()
