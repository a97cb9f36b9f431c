# verdict: RTE
# One of the interpreter's own modules is another when a preloaded module would be loaded with it.
import sys
import types
sys.modules['os'] = types.ModuleType('os')
import random
print(random)
