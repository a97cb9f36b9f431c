for i = 1, 1000 do _G['k' .. i] = setmetatable({}, {__gc = function() io.write('poison') end}) end
