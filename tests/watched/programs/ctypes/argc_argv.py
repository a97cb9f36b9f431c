import ctypes
argc, argv = ctypes.c_int(), ctypes.POINTER(ctypes.c_wchar_p)()
ctypes.pythonapi.Py_GetArgcArgv(ctypes.byref(argc), ctypes.byref(argv))
print(argc.value, [argv[i] for i in range(argc.value)])
