# verdict: RTE
import ctypes
ctypes.pythonapi.Py_FatalError(b'asked for')
