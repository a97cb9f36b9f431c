# verdict: RTE
print([exit(3) for _ in 'a'])
