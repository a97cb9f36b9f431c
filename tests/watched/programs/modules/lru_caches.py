# Caches of modules start empty.
import functools, gc, linecache, fnmatch, re
print(sorted(linecache.cache), fnmatch._compile_pattern.cache_info(), len(re._cache))
