-- verdict: RTE
local t
print(t.field)
