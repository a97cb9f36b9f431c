# The program's own modules have the names of preloaded ones.
import random
import decimal
import json
for module in random, decimal, json:
    print(module.__name__, module.__file__, getattr(module, 'mine', None))
