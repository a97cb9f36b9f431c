-- memory: 64MiB
local s = ('x'):rep(16 << 20)
print(#s)
