""
print(repr(__doc__))
