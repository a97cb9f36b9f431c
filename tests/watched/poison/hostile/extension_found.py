# Whatever of ours is in the process: call everything it has.
import gc, sys, types
found = [o for o in gc.get_objects() if isinstance(o, types.ModuleType) and 'assay' in o.__name__]
found += [m for n, m in sys.modules.items() if 'assay' in n or 'watched' in n]
for module in found:
    for name in dir(module):
        try:
            getattr(module, name)()
        except BaseException:
            pass
print(len(found))
