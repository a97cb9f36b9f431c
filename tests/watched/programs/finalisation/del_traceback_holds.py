# verdict: RTE
class D:
    def __del__(self):
        print('del after the traceback')
def f():
    d = D()
    raise ValueError('holds a frame')
f()
