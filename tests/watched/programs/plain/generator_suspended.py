def g():
    try:
        yield 1
    finally:
        print('closed at the end')
it = g()
print(next(it))
