-- verdict: RTE
-- memory: 64MiB
print(pcall(string.rep, 'x', 1 << 36))
local s = ('x'):rep(1 << 36)
