print(hash(-1), hash(2 ** 61 - 1), hash(0.5), hash(float('inf')), hash(frozenset([1, 2])), hash(range(3)))
