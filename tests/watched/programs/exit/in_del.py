import sys
class D:
    def __del__(self):
        sys.exit(5)
d = D()
del d
print('goes on')
