# verdict: RTE
import os
class D:
    def __del__(self):
        os._exit(33)
print('is flushed first?')
d = D()
