# stdin: 1\n2\n0\n3\n
print(list(iter(lambda: int(input()), 0)), input())
