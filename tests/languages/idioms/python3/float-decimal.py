from decimal import ROUND_HALF_UP, Decimal
from math import floor, sqrt
a, b = [Decimal(word) for word in input().split()]
print((a + b).quantize(Decimal('0.001'), rounding=ROUND_HALF_UP))
print(round(a * b, 3))
print(floor(sqrt(a)))
