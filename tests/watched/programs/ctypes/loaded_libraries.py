# The watched interpreter's own module is one of them (docs/watched.md).
# varies: stdout
import ctypes
names = []
@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_void_p), ctypes.c_size_t, ctypes.c_void_p)
def visit(info, size, data):
    names.append(ctypes.string_at(info[1]).decode())
    return 0
ctypes.CDLL(None).dl_iterate_phdr(visit, None)
print(names)
