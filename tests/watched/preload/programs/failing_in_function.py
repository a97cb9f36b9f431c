# verdict: RTE
import random
def f():
    import http.no_such_module
def g():
    f()
g()
