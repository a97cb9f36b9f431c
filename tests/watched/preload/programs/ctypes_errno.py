import ctypes
import ctypes.util
libc = ctypes.CDLL(None, use_errno=True)
print(libc.close(999), ctypes.get_errno(), ctypes.sizeof(ctypes.c_long))
print(libc.getpid() == __import__('os').getpid(), ctypes.pythonapi.Py_IsInitialized())
callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(lambda n: n + 1)
print(callback(4), ctypes._SimpleCData.__subclasses__()[0].__name__)
