import builtins
class D:
    def __del__(self):
        print('del from builtins')
builtins.left = D()
