print(type(__loader__).__module__, type(__loader__).__name__)
print(getattr(__loader__, 'name', None), getattr(__loader__, 'path', None))
