-- verdict: RTE
assert(false, {1})
