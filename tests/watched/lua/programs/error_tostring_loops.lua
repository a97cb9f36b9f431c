-- verdict: RTE
error(setmetatable({}, {__tostring = function(self) return tostring(self) end}))
