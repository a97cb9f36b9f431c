-- verdict: RTE
local x <close> = setmetatable({}, {__close = function(_, why) print("closed", why) end})
error("in scope")
