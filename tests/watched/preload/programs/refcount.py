# A module is held by sys.modules and by who imported it.
import sys
import decimal
print(sys.getrefcount(decimal) < 10, decimal.__name__)
del sys.modules['decimal']
print(decimal.Decimal(2).sqrt())
