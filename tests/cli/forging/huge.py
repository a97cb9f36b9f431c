# Values that are too much for whoever reads them.
def deep(n):
    value = []
    for _ in range(n): value = [value]
    return value
def answer(): return [deep(100000)]
def fails(): return ['x' * 1000] * 100000
def says():
    value = []
    value.append(value)
    return value
