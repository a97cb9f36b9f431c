local line = ('x'):rep(99)
for i = 1, 20000 do print(line) end
