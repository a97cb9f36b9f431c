from functools import lru_cache
from types import GeneratorType
import sys
sys.setrecursionlimit(10**6)


def bootstrap(f, stack=[]):
    def wrapped(*args):
        if stack:
            return f(*args)
        to = f(*args)
        while True:
            if type(to) is GeneratorType:
                stack.append(to)
                to = next(to)
            else:
                stack.pop()
                if not stack:
                    break
                to = stack[-1].send(to)
        return to
    return wrapped


@bootstrap
def f(n):
    yield 0 if n == 0 else n + (yield f(n - 1))


@lru_cache(maxsize=None)
def g(n):
    return 0 if n == 0 else n + g(n - 1)


n = int(input())
assert g(5000) == f(5000)
print(f(n))
