import math
print(math.factorial(200) % (10 ** 9 + 7), pow(3, 10 ** 18, 998244353), math.isqrt(10 ** 40), math.comb(100, 50))
