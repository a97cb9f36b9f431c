import resource
import sys
resource.setrlimit(resource.RLIMIT_STACK, resource.getrlimit(resource.RLIMIT_STACK))
try:
    resource.setrlimit(resource.RLIMIT_STACK, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
except ValueError:
    pass
sys.setrecursionlimit(0x100000)


def f(n):
    if n == 0:
        return 0
    return n + f(n - 1)


print(f(int(input())))
