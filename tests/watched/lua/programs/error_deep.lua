-- verdict: RTE
local function down(n) if n == 0 then error("bottom") end down(n - 1) end
down(60)
