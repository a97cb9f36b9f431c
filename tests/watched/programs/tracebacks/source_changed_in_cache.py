# verdict: RTE
# The lines come from the file, or from what the program put into the cache.
import linecache
linecache.cache[__file__] = (1, None, ['made up %d\n' % i for i in range(20)], __file__)
raise ValueError
