# One addition a step: fast enough for the tall stairs, not for the moon.
n = int(input())
a, b, c = 0, 0, 1
while n:
    a, b, c = b, c, (a + b + c) % 1000000007
    n -= 1
print(c)
