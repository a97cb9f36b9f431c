-- addresses: stdout
print(setmetatable({}, {__tostring = function() return 'shown' end}), setmetatable({}, {__name = 'Named'}))
print(pcall(print, setmetatable({}, {__tostring = function() return 1 end})))
