def g(n):
    try:
        yield n
    finally:
        print('closing', n)
its = [g(i) for i in range(3)]
for it in its:
    next(it)
