# sys.modules itself is another dict: imports go by the first one.
import sys
first = sys.modules
sys.modules = dict(first)
import random
print('random' in sys.modules, 'random' in first, len(first) - len(sys.modules))
