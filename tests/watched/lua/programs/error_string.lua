-- verdict: RTE
error("plain")
