class D:
    def __init__(self, name):
        self.name = name
    def __del__(self):
        print('del', self.name, getattr(self, 'other', None) is not None)
a, b = D('a'), D('b')
a.other, b.other = b, a
del a, b
print('end')
