-- verdict: RTE
local co = coroutine.create(function() error("inside") end)
print(coroutine.resume(co))
print(debug.traceback(co))
error(debug.traceback(co, "again"))
