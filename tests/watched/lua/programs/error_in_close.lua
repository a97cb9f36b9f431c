-- verdict: RTE
local x <close> = setmetatable({}, {__close = function(_, why) error("closing: " .. tostring(why)) end})
error("in scope")
