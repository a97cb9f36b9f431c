# Another's program must not find what ours leaves; this one sees modules, as ever.
import gc, types
names = sorted({o.__name__ for o in gc.get_objects() if isinstance(o, types.ModuleType)})
print(names)
