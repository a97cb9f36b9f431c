# From the thread of 2003. A thousand million digits: the multiplications alone take minutes, and
# no signal handler of Python's own runs while they do.
x = 10 ** 10 ** 9
print("Hello, world!")
