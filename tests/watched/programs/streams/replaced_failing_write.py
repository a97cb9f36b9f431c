# verdict: RTE
import sys
class Bad:
    def write(self, text):
        raise OSError('write fails')
sys.stdout = Bad()
print('x')
