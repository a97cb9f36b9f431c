# verdict: RTE
import sys
class Bad:
    def write(self, text):
        raise OSError('write fails')
    def flush(self):
        raise OSError('flush fails')
sys.stderr = Bad()
raise ValueError('x')
