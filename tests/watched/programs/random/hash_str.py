print(hash('a'), hash('some text'), hash(b'bytes'), hash((1, 'a')), hash(1.5), hash(None) != 0)
