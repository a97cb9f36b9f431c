def g():
    me = yield
    try:
        yield
    finally:
        print('closed in a cycle', me is not None)
it = g()
next(it)
it.send(it)
del it
