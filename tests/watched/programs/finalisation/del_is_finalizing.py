import sys
class D:
    def __init__(self, name):
        self.name = name
    def __del__(self, sys=sys):
        print(self.name, sys.is_finalizing())
a = D('global')
b = D('cycle')
b.b = b
del b
sys.keep = D('in sys')
