import decimal, fractions
print(decimal.Decimal(1) / 7, fractions.Fraction(1, 3) + fractions.Fraction(1, 6), decimal.getcontext().prec)
decimal.getcontext().prec = 50
print(decimal.Decimal(2).sqrt())
