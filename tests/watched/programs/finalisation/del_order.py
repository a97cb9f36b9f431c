class D:
    def __init__(self, name):
        self.name = name
    def __del__(self):
        print('del', self.name)
a = D('a')
_b = D('_b')
c = D('c')
_d = D('_d')
e = [D('in list 0'), D('in list 1')]
print('end')
