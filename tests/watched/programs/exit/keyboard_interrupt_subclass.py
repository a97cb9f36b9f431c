# verdict: RTE
class K(KeyboardInterrupt):
    pass
raise K('mine')
