-- verdict: RTE
kept = setmetatable({}, {__gc = function() print('collected') end})
coroutine.wrap(function() local x <close> = setmetatable({}, {__close = function() print('closed') end}) os.exit(4, true) end)()
