class Stack(list):
    def __init_subclass__(cls, **k):
        print('subclass', cls.__name__, k)
class Sub(Stack, tag=1):
    __slots__ = ('a',)
    def __missing__(self): pass
print(Sub([1]), Sub.__mro__, Sub.__init_subclass__ is not None)
