# The two numbers need not be on one line.
a, b = map(int, input().split())
print(a + b)
