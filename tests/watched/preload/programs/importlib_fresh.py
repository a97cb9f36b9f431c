# A second module from the first one's spec.
import importlib.util
import random
import sys
spec = importlib.util.find_spec('random')
other = importlib.util.module_from_spec(spec)
spec.loader.exec_module(other)
print(other is random, sys.modules['random'] is random, spec is random.__spec__)
other.seed(1)
random.seed(2)
print(other.random(), random.random())
