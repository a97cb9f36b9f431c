-- verdict: RTE
error(setmetatable({}, {__tostring = function() return "as a text" end}))
