-- verdict: RTE
local function check() error("blame the caller", 2) end
local function caller() check() end
caller()
