import sys
value = 'still here'
class D:
    def __del__(self):
        print(value, sys, len)
d = D()
