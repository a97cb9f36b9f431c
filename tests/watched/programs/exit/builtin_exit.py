# verdict: RTE
print('x')
exit(6)
