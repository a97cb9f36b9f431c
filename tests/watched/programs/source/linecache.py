import linecache
print(linecache.getline(__file__, 1), linecache.getline(__file__, 2), sorted(linecache.cache))
