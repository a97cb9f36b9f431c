-- verdict: RTE
error({code = 2})
