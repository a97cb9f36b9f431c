import sys
def f(n):
    if n:
        return f(n - 1)
    import decimal
    from random import Random
    return decimal.Decimal(1) / 3, Random(5).random()
print(f(0), f(900))
print('decimal' in globals(), list(sys.modules))
