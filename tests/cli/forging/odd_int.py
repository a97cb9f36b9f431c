# A subclass of int that says something else than it is.
class Any(int):
    def __repr__(self): return '42'
    __str__ = __repr__
def answer(): return Any(41)
def fails(): return Any(41)
def says(): return Any(41)
