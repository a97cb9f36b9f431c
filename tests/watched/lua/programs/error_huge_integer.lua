-- verdict: RTE
print(2^63 | 1)
