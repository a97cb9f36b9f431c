# verdict: RTE
def f():
    raise ValueError('first')
try:
    f()
except ValueError as error:
    raise error.with_traceback(None)
