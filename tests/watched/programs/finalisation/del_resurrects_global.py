class D:
    def __del__(self):
        global again
        again = self
        print('resurrected')
d = D()
