# verdict: RTE
print(__loader__.get_code('other'))
