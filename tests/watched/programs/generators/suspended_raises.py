def g():
    try:
        yield
    finally:
        raise ValueError('while closing')
it = g()
next(it)
