-- verdict: RTE
print({} < {})
