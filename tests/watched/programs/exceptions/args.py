for e in ValueError(), ValueError('a'), ValueError(1, 2), OSError(2, 'x'), OSError(2, 'x', 'f'), KeyError('k'), StopIteration(3):
    print(repr(e), str(e), e.args)
