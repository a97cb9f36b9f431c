-- verdict: RTE
error(print)
