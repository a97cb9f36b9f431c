# verdict: RTE
import sys
class E:
    def write(self, text):
        sys.__stdout__.write('[' + text + ']')
    def flush(self):
        sys.__stdout__.write('[flush]')
sys.stderr = E()
sys.exit('message')
