-- verdict: TLE
-- time: 300ms
setmetatable({}, {__gc = function() while true do end end})
