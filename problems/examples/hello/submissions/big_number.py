# From the thread of 2003. 90,001 digits are no trouble to anybody.
x = 1000000000 ** 10000
print("Hello, world!")
