try:
    input('prompt> ')
except EOFError as error:
    print(repr(error))
