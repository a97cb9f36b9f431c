# verdict: RTE
try:
    1 / 0
except ZeroDivisionError as error:
    raise RuntimeError('worse') from error
