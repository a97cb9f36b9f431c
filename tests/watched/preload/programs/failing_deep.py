# verdict: RTE
# An error that goes through several preloaded modules, with a cause.
import decimal
import logging
import random
try:
    random.sample([1], 5)
except ValueError as failure:
    raise RuntimeError(decimal.Decimal('0.1')) from failure
