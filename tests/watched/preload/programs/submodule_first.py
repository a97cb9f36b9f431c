# A submodule alone brings its parent, and is not brought by it.
import sys
import json.decoder
print([name for name in sys.modules if 'json' in name], dir(json))
import unittest.mock
print([name for name in sys.modules if 'unittest' in name or 'asyncio' in name])
print(hasattr(unittest, 'mock'), hasattr(unittest, 'case'))
