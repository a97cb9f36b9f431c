-- verdict: RTE
print("abc" + 1)
