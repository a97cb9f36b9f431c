# Everything that an import brought is taken out, as test runners do, and brought again.
import sys
known = set(sys.modules)
import unittest
first = unittest
for name in set(sys.modules) - known:
    del sys.modules[name]
import unittest
print(unittest is first, unittest.TestCase is first.TestCase)
print(list(sys.modules))
