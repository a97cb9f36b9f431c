class D:
    def __del__(self):
        raise ValueError('in del in cycle')
d = D()
d.d = d
