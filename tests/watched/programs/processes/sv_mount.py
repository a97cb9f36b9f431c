# verdict: SV
import ctypes
ctypes.CDLL(None).mount(b'x', b'/tmp', b'tmpfs', 0, None)
