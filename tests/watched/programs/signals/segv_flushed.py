# verdict: RTE
import ctypes
print('kept', flush=True)
ctypes.string_at(8)
