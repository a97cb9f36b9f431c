import weakref
class D:
    pass
d, e = D(), D()
weakref.finalize(d, print, 'finalize d')
f = weakref.finalize(e, print, 'finalize e')
f.atexit = False
print('end', f.alive)
