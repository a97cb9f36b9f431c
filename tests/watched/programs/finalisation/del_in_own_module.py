import sys, types
class D:
    def __init__(self, n):
        self.n = n
    def __del__(self):
        print('del', self.n, sys.modules is not None and 'mine' in sys.modules)
mine = types.ModuleType('mine')
mine.d = D('in a module of its own')
sys.modules['mine'] = mine
mine.me = mine
del mine
