# verdict: RTE
exec(compile('def f():\n    raise KeyError("in the made up file")\nf()', '/tmp/made-up.py', 'exec'))
