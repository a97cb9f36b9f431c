-- verdict: RTE
table.sort({1, "x"})
