-- verdict: RTE
local t = {}
setmetatable(t, t)
t.__index = t
print(pcall(function() return t.x end))
local a, b = setmetatable({}, {}), setmetatable({}, {})
getmetatable(a).__index, getmetatable(b).__index = b, a
print(a.x)
