import sys
class D:
    def __del__(self):
        print('del from sys')
sys.left = D()
