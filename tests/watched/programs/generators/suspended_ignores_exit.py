def g():
    while True:
        try:
            yield
        except GeneratorExit:
            print('refuses')
            yield
it = g()
next(it)
