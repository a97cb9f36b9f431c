# verdict: RTE
exec('import sys; sys.exit(15)')
