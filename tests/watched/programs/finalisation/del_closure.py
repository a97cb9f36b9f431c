class D:
    def __del__(self):
        print('del of closure')
def make():
    d = D()
    def inner():
        return d
    return inner
f = make()
