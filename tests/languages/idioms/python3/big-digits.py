import sys
if hasattr(sys, 'set_int_max_str_digits'):
    sys.set_int_max_str_digits(0)
from fractions import Fraction
from math import gcd, factorial
len(str(factorial(3000)))
a, b = [Fraction(line) for line in sys.stdin]
print(a + b)
print(a / (1 / b))
