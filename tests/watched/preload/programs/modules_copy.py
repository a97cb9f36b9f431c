# A copy from before has nothing of it, and the views of the dict have.
import sys
before, keys, items = sys.modules.copy(), sys.modules.keys(), sys.modules.items()
import logging
print('logging' in before, 'logging' in keys, ('logging', logging) in items, len(keys) - len(before))
