-- verdict: RTE
error(42)
