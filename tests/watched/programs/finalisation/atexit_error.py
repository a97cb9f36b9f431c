import atexit
def bad():
    raise ValueError('in a handler')
atexit.register(print, 'last')
atexit.register(bad)
atexit.register(print, 'first')
