# verdict: RTE
next(iter([]))
