# verdict: RTE
raise ValueError('first\nsecond\n\tthird\x1b[0m\0')
