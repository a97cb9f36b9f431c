print(__debug__)
try:
    assert False
except AssertionError:
    print('asserts are on')
