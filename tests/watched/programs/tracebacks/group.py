# verdict: RTE
def make(e):
    try:
        raise e
    except Exception as caught:
        return caught
raise ExceptionGroup('several', [make(ValueError(1)), ExceptionGroup('inner', [make(KeyError('k'))])])
