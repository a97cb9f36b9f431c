-- verdict: RTE
io.write("no newline")
error("then this")
