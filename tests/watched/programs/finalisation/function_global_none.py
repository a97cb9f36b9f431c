# addresses: stdout
import sys
class D:
    def __del__(self, print=print):
        print(helper)
def helper():
    pass
d = D()
sys.modules['kept_main'] = sys.modules['__main__']
