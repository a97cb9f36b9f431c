# verdict: RTE
eval('1 +')
