# verdict: RTE
class D:
    def __del__(self):
        print('del', x)
d = D()
x = 3
raise ValueError('main')
