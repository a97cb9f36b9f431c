# A replaced __import__ sees what modules import in their turn.
import builtins
plain, seen = builtins.__import__, []
def watched(name, *rest):
    seen.append(name)
    return plain(name, *rest)
builtins.__import__ = watched
import random
builtins.__import__ = plain
print(seen)
