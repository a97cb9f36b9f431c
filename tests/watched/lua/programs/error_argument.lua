-- verdict: RTE
string.rep()
