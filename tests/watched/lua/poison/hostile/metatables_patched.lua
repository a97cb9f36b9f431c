debug.setmetatable(nil, {__index = function() return 'poison' end})
debug.setmetatable(1, {__call = print})
debug.setmetatable(print, {__index = {}})
