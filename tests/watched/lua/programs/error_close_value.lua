-- verdict: RTE
local x <close> = 42
