# The dict that was there is the one that has the modules, and who walks through it is told.
import sys
modules = sys.modules
try:
    for name in modules:
        import random
except RuntimeError as failure:
    print(failure)
print(modules is sys.modules, 'random' in modules, len(modules) > 40)
values = iter(sys.modules.values())
next(values)
import random, decimal
try:
    print(len(list(values)))
except RuntimeError as failure:
    print(failure)
