a, b = int(input()), int(input())
print(a + b)
print(a * b)
assert pow(a, b, 10 ** 9 + 7) > 0 and (a * b) // b == a
