# The classes that exist, by module.
import collections
counts = collections.Counter(c.__module__ for c in object.__subclasses__())
print(sorted(counts.items()))
