import weakref
class D:
    pass
d = D()
def callback(ref):
    raise ValueError('in callback')
ref = weakref.ref(d, callback)
del d
print('goes on')
