-- verdict: RTE
print(table.concat({1, {}, 3}))
