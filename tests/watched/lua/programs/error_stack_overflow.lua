-- verdict: RTE
local function deeper() return 1 + deeper() end
deeper()
