# verdict: RTE
def g():
    yield 1
    raise ValueError('in the generator')
for x in g():
    print(x)
