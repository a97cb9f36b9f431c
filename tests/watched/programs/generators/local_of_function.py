def g():
    try:
        yield 1
    finally:
        print('closed when the function returned')
def f():
    it = g()
    next(it)
f()
print('end')
