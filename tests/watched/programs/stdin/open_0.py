# stdin: 4 5\n6\n
print([line.split() for line in open(0)])
