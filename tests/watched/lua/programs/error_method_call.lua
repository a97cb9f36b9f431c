-- verdict: RTE
local t = {}
t:method()
