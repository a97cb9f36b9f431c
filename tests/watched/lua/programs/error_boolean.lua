-- verdict: RTE
error(false)
