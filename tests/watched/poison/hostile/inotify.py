import ctypes
libc = ctypes.CDLL(None)
fd = libc.inotify_init()
print([libc.inotify_add_watch(fd, path, 0xfff) for path in (b'/tmp', b'/prog', b'/usr/bin/python3')] != [] )
