import importlib
import sys
print(importlib.import_module('decimal') is sys.modules['decimal'])
print(list(sys.modules))
print(importlib.import_module('.client', 'http').__name__)
print(list(sys.modules))
print(__import__('json.decoder'), __import__('json.decoder', fromlist=['x']))
