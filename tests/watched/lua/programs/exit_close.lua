-- verdict: RTE
local closed <close> = setmetatable({}, {__close = function() print('closed') end})
kept = setmetatable({}, {__gc = function() print('collected') end})
io.write('not flushed yet')
os.exit(5, true)
