class D:
    def __init__(self, name):
        self.name = name
    def __del__(self):
        print(self.name, sorted(k for k, v in globals().items() if v is None))
z = D('z')
_private = D('_private')
a = D('a')
