import ctypes
for name in 'Py_GetProgramName', 'Py_GetProgramFullPath', 'Py_GetPrefix', 'Py_GetPath', 'Py_GetPythonHome':
    function = getattr(ctypes.pythonapi, name)
    function.restype = ctypes.c_wchar_p
    print(name, function())
