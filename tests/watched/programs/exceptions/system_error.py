for act in lambda: [].pop(), lambda: {}.popitem(), lambda: int('x'), lambda: 'a' + 1, lambda: (1).x, lambda: [1][5], lambda: 1 % 0, lambda: 2.0 ** 5000, lambda: chr(-1), lambda: float('x'), lambda: next(iter(())), lambda: max([]), lambda: 'abc'.index('z'), lambda: print(sep=1):
    try:
        act()
    except Exception as error:
        print(type(error).__name__, error)
