-- verdict: TLE
-- time: 200ms
setmetatable({}, {__gc = function() while true do end end})
