-- verdict: RTE
error(setmetatable({}, {__tostring = function() return 7 end}))
