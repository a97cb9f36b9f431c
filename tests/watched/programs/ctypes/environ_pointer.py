import ctypes
name = ctypes.c_char_p.in_dll(ctypes.CDLL(None), 'program_invocation_name')
short = ctypes.c_char_p.in_dll(ctypes.CDLL(None), 'program_invocation_short_name')
print(name.value, short.value)
