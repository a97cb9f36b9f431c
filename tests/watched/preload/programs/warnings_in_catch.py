# Filters that a module sets within catch_warnings() go with it.
import warnings
before = list(warnings.filters)
with warnings.catch_warnings():
    try:
        import numpy
    except ImportError:
        pass
    import unittest
    print(len(warnings.filters) >= len(before))
print(warnings.filters == before, warnings.filters)
