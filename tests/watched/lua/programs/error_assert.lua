-- verdict: RTE
assert(false)
