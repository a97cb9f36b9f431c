import locale
import math
locale.setlocale(locale.LC_ALL, '')
a, b = map(float, input().split())
print('%.3f' % (a + b))
print(f'{a * b:.3f}')
print(math.isqrt(int(a)))
assert format(1234567, ',') == '1,234,567'
