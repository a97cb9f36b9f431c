import functools, sys
sys.setrecursionlimit(20000)
@functools.lru_cache(None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(5000) % 10 ** 9)
