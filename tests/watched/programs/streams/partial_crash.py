# verdict: RTE
print('partial', end='')
raise ValueError
