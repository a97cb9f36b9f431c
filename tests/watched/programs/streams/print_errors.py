for bad in dict(sep=1), dict(end=b''), dict(file=5), dict(nonsense=1):
    try:
        print('x', **bad)
    except Exception as error:
        print(type(error).__name__, error)
