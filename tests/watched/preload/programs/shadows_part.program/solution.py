# The program has a module of a name that a preloaded one needs.
import random
print(random.Random(1).random(), random.bisect.__name__ if hasattr(random, 'bisect') else '')
import bisect
print(bisect.mine, bisect.__file__)
