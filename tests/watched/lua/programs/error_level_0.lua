-- verdict: RTE
error("plain", 0)
