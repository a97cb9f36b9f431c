# verdict: RTE
print('before')
raise KeyboardInterrupt
