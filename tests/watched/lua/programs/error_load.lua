-- verdict: RTE
load("error('loaded')", "=chunk")()
