for index = 1, 5 do _G['kept' .. index] = setmetatable({index}, {__gc = function(self) print('collected', self[1]) end}) end
local in_local = setmetatable({}, {__gc = function() print('a local') end})
print('end')
