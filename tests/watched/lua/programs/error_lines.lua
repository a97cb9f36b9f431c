-- verdict: RTE
error("one\ntwo\n", 0)
