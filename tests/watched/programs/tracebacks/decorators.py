# verdict: RTE
import functools
def deco(f):
    @functools.wraps(f)
    def inner(*a):
        return f(*a)
    return inner
@deco
@deco
def work(x):
    assert x > 0, 'must be positive'
work(0)
