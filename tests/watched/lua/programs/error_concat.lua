-- verdict: RTE
print("a" .. {} .. "b")
