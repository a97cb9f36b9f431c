# verdict: RTE
try:
    raise ValueError('x')
except ValueError as error:
    print('seen')
    raise
