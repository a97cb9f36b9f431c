-- verdict: RTE
next({}, "nothing")
