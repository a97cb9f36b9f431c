-- verdict: RTE
tostring = nil
print(1)
error({})
