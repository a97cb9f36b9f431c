# verdict: RTE
assert 1 == 2, ('left', 'right')
