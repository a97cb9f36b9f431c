# Registrations that an import makes with classes which were there.
import collections.abc
import numbers
import decimal
print(issubclass(decimal.Decimal, numbers.Number), isinstance(decimal.Decimal(1), numbers.Real))
