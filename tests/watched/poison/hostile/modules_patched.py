import collections, heapq, math, os, re, sys
for module in list(sys.modules.values()):
    for name in list(vars(module)):
        if not name.startswith('__') and module.__name__ not in ('sys', '__main__', 'builtins'):
            vars(module)[name] = None
sys.modules.clear()
sys.path[:] = ['/tmp']
