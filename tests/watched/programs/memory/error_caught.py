try:
    [0] * (1 << 60)
except MemoryError as error:
    print(repr(error), error.args)
