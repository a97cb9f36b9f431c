# verdict: RTE
def g():
    try:
        yield
    finally:
        print('after the traceback or before?', flush=True)
it = g()
next(it)
raise ValueError('main')
