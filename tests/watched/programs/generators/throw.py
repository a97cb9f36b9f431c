def g():
    try:
        yield 1
    except ValueError as error:
        yield repr(error)
it = g()
print(next(it), it.throw(ValueError('thrown')), list(it))
