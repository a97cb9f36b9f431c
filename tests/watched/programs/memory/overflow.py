for act in lambda: 'x' * (1 << 62), lambda: [0] * (1 << 62), lambda: bytes(1 << 62), lambda: range(1 << 80)[1 << 79], lambda: len(range(1 << 80)):
    try:
        print(type(act()))
    except (MemoryError, OverflowError) as error:
        print(type(error).__name__, error)
