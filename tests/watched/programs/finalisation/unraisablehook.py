import sys
def hook(info):
    print('hook', info.exc_type.__name__, info.exc_value, info.err_msg, type(info.object))
sys.unraisablehook = hook
class D:
    def __del__(self):
        1 / 0
d = D()
del d
e = D()
