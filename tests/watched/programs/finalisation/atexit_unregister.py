import atexit
atexit.register(print, 1)
atexit.register(print, 2)
atexit.unregister(print)
print(atexit._ncallbacks())
