-- verdict: RTE
print(#5)
