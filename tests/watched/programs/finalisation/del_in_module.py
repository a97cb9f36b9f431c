import math
class D:
    def __del__(self):
        print('del from a module')
math.left = D()
