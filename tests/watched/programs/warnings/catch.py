import warnings
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter('always')
    warnings.warn('recorded')
print(seen[0].message, seen[0].filename, seen[0].lineno)
