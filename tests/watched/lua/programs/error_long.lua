-- verdict: RTE
error(("x"):rep(5000))
