# Mappings that were shared before the fork would be shared with the parent: write into all that is
# writable, found by asking mincore of each page around what is known.
# verdict: RTE
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
known = {id(None), id(int), ctypes.addressof(ctypes.c_int()), ctypes.addressof(ctypes.c_void_p.in_dll(libc, 'environ'))}
pages = set()
for at in known:
    for page in range((at >> 12) - 4000, (at >> 12) + 4000):
        pages.add(page)
byte = ctypes.c_ubyte()
mapped = [p for p in sorted(pages) if libc.mincore(ctypes.c_void_p(p << 12), ctypes.c_size_t(4096), ctypes.byref(byte)) == 0]
for p in mapped:
    libc.mprotect(ctypes.c_void_p(p << 12), ctypes.c_size_t(4096), 3)
    libc.memset(ctypes.c_void_p((p << 12) + 64), 0x5a, ctypes.c_size_t(4000))
