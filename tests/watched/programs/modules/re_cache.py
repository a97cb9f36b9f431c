import re
print(len(re._cache), re._MAXCACHE)
re.match('a', 'a')
print(len(re._cache))
