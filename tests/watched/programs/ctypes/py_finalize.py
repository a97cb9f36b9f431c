import ctypes
print(ctypes.pythonapi.Py_IsInitialized(), ctypes.pythonapi.PyGILState_Check())
