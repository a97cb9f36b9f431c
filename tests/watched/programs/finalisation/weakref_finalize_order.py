import atexit, weakref
class D:
    pass
atexit.register(print, 'atexit before')
objects = [D() for _ in range(4)]
for i, o in enumerate(objects):
    weakref.finalize(o, print, 'finalize', i)
atexit.register(print, 'atexit after')
