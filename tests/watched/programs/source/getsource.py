import inspect
def f(a, b=2):
    """Doc."""
    # a comment
    return a + b
class C:
    def m(self): pass
print(inspect.getsource(f), inspect.getsource(C), inspect.getsourcefile(f), inspect.getsourcelines(C.m))
print(inspect.getfile(f), inspect.getmodule(f).__name__, inspect.getdoc(f), inspect.getcomments(C))
