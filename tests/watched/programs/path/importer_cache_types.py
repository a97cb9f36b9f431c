import sys
print({key: type(value).__name__ for key, value in sorted(sys.path_importer_cache.items())})
