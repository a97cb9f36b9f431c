# The collector leaves alone, and does not list, what was there before the program (docs/watched.md).
# varies: stdout
import collections, gc, types
counts = collections.Counter(o.__module__ for o in gc.get_objects() if isinstance(o, types.FunctionType))
print(sorted((k or '', v) for k, v in counts.items()))
