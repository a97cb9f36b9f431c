-- verdict: RTE
local t
local function f() return t.x end
f()
