import sys
class D:
    def __del__(self):
        print('del')
        sys.exit(5)
d = D()
