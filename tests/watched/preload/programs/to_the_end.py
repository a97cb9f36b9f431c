# A module is what it is otherwise, to the end.
import http.client, sys
print(sorted(sys.modules))
try:
    import numpy
    print(sorted(sys.modules), numpy.arange(3).sum())
except ImportError:
    pass
import decimal

class Last:
    def __del__(self):
        print('gone', decimal is None, http is None)

http.client.last = Last()
decimal.last = decimal.Decimal(1) / 7
print(decimal.last, [name for name in sys.modules if 'decimal' in name])
