# Looking for a module loads none.
import importlib.util
import sys
for name in 'decimal', 'random', 'json', 'logging.handlers':
    spec = importlib.util.find_spec(name)
    print(spec.name, spec.origin, name in sys.modules)
