# A module that is there already must hold nothing that a fresh one does not.
import sys
for name in sorted(sys.modules):
    module = sys.modules[name]
    if name != '__main__':
        print(name, len(vars(module)), getattr(module, '__file__', None))
