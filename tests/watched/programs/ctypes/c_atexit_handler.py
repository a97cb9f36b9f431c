# What C code registers runs at the end: dprintf(status, text), and 1 is stdout.
# verdict: RTE
import ctypes, sys
libc = ctypes.CDLL(None)
text = ctypes.create_string_buffer(b'atexit of C\n')
libc.on_exit(ctypes.cast(libc.dprintf, ctypes.c_void_p), text)
print('end')
sys.exit(1)
