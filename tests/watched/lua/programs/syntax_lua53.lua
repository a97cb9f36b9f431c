-- verdict: CE
local function f() return 1 return 2 end
