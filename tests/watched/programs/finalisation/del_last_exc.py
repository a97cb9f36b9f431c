# verdict: RTE
import sys
class E(Exception):
    def __del__(self):
        print('exception gone')
raise E
