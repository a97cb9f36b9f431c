# A module that another needs has been replaced by the program's own.
import sys
import types
fake = types.ModuleType('random')
class Random:
    mine = True
fake.Random = Random
sys.modules['random'] = fake
import tempfile
print(tempfile._Random, sys.modules['random'] is fake)
print(list(sys.modules))
