-- verdict: RTE
print(1 // 0)
