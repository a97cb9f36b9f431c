# verdict: RTE
exec('x = 1\ny = 1 / 0\n')
