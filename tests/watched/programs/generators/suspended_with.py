import contextlib
@contextlib.contextmanager
def context():
    print('enter')
    try:
        yield
    finally:
        print('leave')
def g():
    with context():
        yield 1
it = g()
next(it)
