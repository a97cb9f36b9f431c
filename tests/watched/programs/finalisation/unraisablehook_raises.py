import sys
def hook(info):
    raise KeyError('hook fails')
sys.unraisablehook = hook
class D:
    def __del__(self):
        1 / 0
d = D()
del d
print('goes on')
