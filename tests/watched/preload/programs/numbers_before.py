# numbers without decimal, which registers with it.
import numbers
import sys
print([c.__name__ for c in numbers.Number.__subclasses__()], 'decimal' in sys.modules)
