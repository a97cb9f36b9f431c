-- verdict: RTE
local t = {}
print(t + 1)
