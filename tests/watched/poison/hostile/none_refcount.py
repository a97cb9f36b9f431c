# verdict: RTE
import ctypes, os
for value in None, True, False, (), '', 0, 1, int, str, object:
    ctypes.c_ssize_t.from_address(id(value)).value = 1
os._exit(0)
