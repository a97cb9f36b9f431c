# From the thread of 2003: 800 MB of pointers and 3.2 GB of numbers.
numbers = list(range(100000000))
print("Hello, world!")
