import ctypes
class Stack(ctypes.Structure):
    _fields_ = [('sp', ctypes.c_void_p), ('flags', ctypes.c_int), ('size', ctypes.c_size_t)]
s = Stack()
print(ctypes.CDLL(None).sigaltstack(None, ctypes.byref(s)), s.sp, s.flags, s.size)
