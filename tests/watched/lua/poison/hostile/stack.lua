-- verdict: RTE
local function deeper(...) return deeper(1, ...) + 1 end
deeper()
