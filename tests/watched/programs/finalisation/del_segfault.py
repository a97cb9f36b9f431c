# verdict: RTE
import ctypes
class D:
    def __del__(self):
        ctypes.string_at(0)
print('printed')
d = D()
