def key(x):
    return sorted([x], key=key)
try:
    key(1)
except RecursionError as error:
    print(error)
