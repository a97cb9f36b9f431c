# print in a __del__ after the module of sys is gone.
import builtins
class D:
    def __del__(self, print=print):
        print('late', flush=True)
builtins.d = [D()]
builtins.d.append(builtins.d)
