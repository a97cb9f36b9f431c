-- verdict: RTE
print(string.format("%y", 1))
