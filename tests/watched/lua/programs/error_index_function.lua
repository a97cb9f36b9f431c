-- verdict: RTE
local t = setmetatable({}, {__index = function(_, key) error("no " .. key) end})
print(t.name)
