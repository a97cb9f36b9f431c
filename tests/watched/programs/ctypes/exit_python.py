# verdict: RTE
import atexit, ctypes
atexit.register(print, 'atexit runs')
class D:
    def __del__(self):
        print('del')
d = D()
print('before')
ctypes.pythonapi.Py_Exit(5)
