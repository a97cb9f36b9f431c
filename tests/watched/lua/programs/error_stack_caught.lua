-- verdict: RTE
local function deeper() return 1 + deeper() end
local ok, why = pcall(deeper)
print(ok, why)
local depth = 0
local function count() depth = depth + 1 return 1 + count() end
pcall(count)
print(depth)
error("after")
