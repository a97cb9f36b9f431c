def inner():
    x = yield 1
    return x
def outer():
    print('got', (yield from inner()))
it = outer()
next(it)
try:
    it.send(5)
except StopIteration as e:
    print(e.value)
