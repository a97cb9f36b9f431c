try:
    print('a' (1))
except TypeError as error:
    print(error)
