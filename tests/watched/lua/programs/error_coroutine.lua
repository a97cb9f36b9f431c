-- verdict: RTE
local co = coroutine.wrap(function() local x = nil; return x.y end)
co()
