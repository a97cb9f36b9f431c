-- verdict: RTE
assert(nil, "the text")
