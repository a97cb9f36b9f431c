-- verdict: RTE
print(1 < "2")
