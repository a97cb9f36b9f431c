import builtins
real = builtins.__import__
seen = []
def hook(name, *args, **kwargs):
    seen.append(name)
    return real(name, *args, **kwargs)
builtins.__import__ = hook
import bisect, string
from os import path
print(seen)
