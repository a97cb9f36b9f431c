# verdict: RTE
value = sum([
    1,
    int('x'
        'y'),
    3,
])
