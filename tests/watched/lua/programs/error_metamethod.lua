-- verdict: RTE
local t = setmetatable({}, {__add = function(a, b) error("adding") end})
print(t + 1)
