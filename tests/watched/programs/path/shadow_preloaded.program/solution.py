# Modules that an interpreter might have at hand before the program asks for them.
import collections.abc, functools, heapq, math, re, numpy, string
for module in functools, heapq, re, numpy, string:
    print(module.__name__, getattr(module, 'mine', None))
