# verdict: RTE
try:
    raise ExceptionGroup('g', [ValueError(1), TypeError(2)])
except* ValueError as group:
    print(group.exceptions)
