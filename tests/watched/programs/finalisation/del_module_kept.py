import sys, types
class D:
    def __del__(self):
        print('del', sys.is_finalizing())
a = types.ModuleType('a')
a.d = D()
sys.modules['a'] = a
sys.kept = a
