# verdict: RTE
raise BaseExceptionGroup('g', [SystemExit(3), ValueError(4)])
