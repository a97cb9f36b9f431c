def inner():
    return [1][2]

inner()
