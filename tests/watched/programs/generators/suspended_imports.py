def g():
    try:
        yield
    finally:
        import colorsys
        print(colorsys.__name__)
it = g()
next(it)
