-- verdict: RTE
error(setmetatable({}, {__tostring = function() os.exit(9) end}))
