# Quick, but as deep as the stairs are tall: RecursionError from a thousand steps on.
import functools


@functools.lru_cache(None)
def ways(n):
    return 1 if n == 0 else sum(ways(n - k) for k in (1, 2, 3) if k <= n) % 1000000007


print(ways(int(input())))
