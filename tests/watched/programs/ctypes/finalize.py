# verdict: RTE
import atexit, ctypes
atexit.register(print, 'atexit runs')
print('before')
ctypes.pythonapi.Py_Finalize()
