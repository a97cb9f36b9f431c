collectgarbage('stop')
collectgarbage('incremental', 1000, 1000, 20)
local t = {}
for i = 1, 100000 do t[i] = {} end
