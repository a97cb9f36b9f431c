# verdict: RTE
{}['a\nb']
