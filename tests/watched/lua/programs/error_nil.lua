-- verdict: RTE
error()
