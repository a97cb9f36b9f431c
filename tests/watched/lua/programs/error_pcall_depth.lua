-- verdict: RTE
local depth = 0
local function nest() depth = depth + 1 return pcall(nest) end
print(nest())
print(depth)
local co_depth = 0
local function coroutines() co_depth = co_depth + 1 return coroutine.wrap(coroutines)() end
print(pcall(coroutines))
print(co_depth)
error("over")
