for name in ['__name__', '__file__', '__builtins__']:
    del globals()[name]
try:
    print(__name__)
except NameError as error:
    print(error)
print(len('ok'))
