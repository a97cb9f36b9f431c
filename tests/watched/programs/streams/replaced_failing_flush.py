# verdict: RTE
import sys
class Bad:
    def write(self, text):
        pass
    def flush(self):
        raise OSError('flush fails')
sys.stdout = Bad()
print('x')
