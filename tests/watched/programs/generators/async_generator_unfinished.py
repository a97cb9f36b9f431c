async def g():
    try:
        yield 1
    finally:
        print('finally')
it = g().__aiter__()
try:
    it.__anext__().send(None)
except StopIteration as e:
    print(e.value)
