-- verdict: RTE
error(4.5)
