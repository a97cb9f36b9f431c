import gc, weakref
class C:
    pass
s = weakref.WeakSet(C() for _ in range(3))
print(len(s))
c = C()
s.add(c)
print(len(s))
