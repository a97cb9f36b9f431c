-- verdict: RTE
debug = nil
error = nil
local x = y.z
