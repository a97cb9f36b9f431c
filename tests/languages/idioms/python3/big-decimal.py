from decimal import Decimal, getcontext
getcontext().prec = 100
a, b = map(Decimal, open(0).read().split())
print(a + b)
print(a * b)
