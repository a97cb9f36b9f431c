# The collector leaves alone, and does not list, what was there before the program (docs/watched.md).
# varies: stdout
import gc, types
names = sorted({o.__name__ for o in gc.get_objects() if isinstance(o, types.ModuleType)})
print(names)
