-- verdict: RTE
error("before\0after", 0)
