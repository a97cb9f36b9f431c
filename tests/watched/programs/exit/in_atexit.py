import atexit, sys
atexit.register(lambda: print('registered first'))
atexit.register(lambda: sys.exit(7))
print('main')
