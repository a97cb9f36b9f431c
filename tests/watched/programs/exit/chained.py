# verdict: RTE
try:
    1 / 0
except ZeroDivisionError as e:
    raise SystemExit('because') from e
