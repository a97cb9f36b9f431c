class D:
    def __del__(self):
        raise ValueError('in del at shutdown')
d = D()
