import ctypes
print({name: ctypes.c_int.in_dll(ctypes.pythonapi, name).value for name in
       ('Py_InspectFlag', 'Py_InteractiveFlag', 'Py_NoSiteFlag', 'Py_IsolatedFlag', 'Py_UnbufferedStdioFlag', 'Py_DontWriteBytecodeFlag', 'Py_HashRandomizationFlag', 'Py_FrozenFlag')})
