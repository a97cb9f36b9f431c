# verdict: RTE
print('before')
print('\ud800')
