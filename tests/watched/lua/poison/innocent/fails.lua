-- verdict: RTE
local kept <close> = setmetatable({}, {__close = function() print('closed') end})
collected = setmetatable({}, {__gc = function() print('collected') end})
local function fails(t) return t.missing.field end
fails({})
