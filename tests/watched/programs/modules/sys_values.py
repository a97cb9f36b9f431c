# Every plain value that sys holds.
import sys
for name, value in sorted(vars(sys).items()):
    if isinstance(value, (int, str, bytes, tuple, float, frozenset)) and name not in ('path',):
        print(name, sorted(value) if isinstance(value, frozenset) else value)
