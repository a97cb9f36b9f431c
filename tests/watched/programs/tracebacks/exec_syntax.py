# verdict: RTE
exec('def f(:\n  pass')
