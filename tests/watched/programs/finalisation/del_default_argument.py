class D:
    def __del__(self):
        print('del of default')
def f(d=D()):
    pass
