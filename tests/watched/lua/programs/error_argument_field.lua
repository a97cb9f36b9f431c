-- verdict: RTE
io.open({})
