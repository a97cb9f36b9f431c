# verdict: RTE
print('before')
breakpoint()
print('after')
