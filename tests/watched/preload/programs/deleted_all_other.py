# Everything is taken out, and another import brings some of it anew.
import sys
known = set(sys.modules)
import json
old = sys.modules['re']
for name in set(sys.modules) - known:
    del sys.modules[name]
import unittest
print(sys.modules['re'] is old, 'json' in sys.modules)
print(list(sys.modules))
