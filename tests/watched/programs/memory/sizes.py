import sys
print([sys.getsizeof(x) for x in (0, 1, 1 << 100, '', 'é', [], {}, set(), object(), print, sys)])
