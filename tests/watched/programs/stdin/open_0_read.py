# stdin: 4 5\n6\n
a, *rest = map(int, open(0).read().split())
print(a, rest)
