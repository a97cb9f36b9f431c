# An exception that only has the name of the one that is expected.
class ValueError(Exception):
    pass
ValueError.__module__ = 'builtins'
def answer(): return '42'
def fails(): raise ValueError('no')
def says(): return 'hello'
