-- verdict: RTE
print(table.unpack({}, 1, 1e8))
