# The kernel walks this list when the process dies, and writes where it points.
import ctypes
libc = ctypes.CDLL(None)
class Head(ctypes.Structure):
    _fields_ = [('next', ctypes.c_void_p), ('offset', ctypes.c_long), ('pending', ctypes.c_void_p)]
heads = []
for target in id(None), id(int), id(0):
    head = Head(target, 0, target)
    heads.append(head)
    libc.syscall(273, ctypes.byref(head), 24)
print('done')
import os
os._exit(0)
