-- verdict: RTE
local t = {}
print(t.count + 1)
