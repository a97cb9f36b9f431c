# A class whose class lies about its name, its order of bases and its instances.
class Meta(type):
    def __instancecheck__(self, other): return True
    def __subclasscheck__(self, other): return True
    def mro(cls): return type.mro(cls)
    @property
    def __name__(cls): return 'int'
    @property
    def __mro__(cls): return (ValueError, Exception, BaseException, object)
class Any(metaclass=Meta):
    pass
def answer(): return Any()
class Odd(Exception, metaclass=type('M', (type,), {'__mro__': property(lambda c: (ValueError, object))})):
    pass
def fails(): raise Odd('no')
def says(): return Any()
