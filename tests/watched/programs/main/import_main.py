import __main__
print(__main__.__name__, __main__.__file__, __main__)
__main__.new = 5
print(new)
