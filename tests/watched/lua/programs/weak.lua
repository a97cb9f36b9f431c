local weak = setmetatable({}, {__mode = 'k'})
weak[{}] = 1
weak[print] = 2
collectgarbage()
local count = 0
for _ in pairs(weak) do count = count + 1 end
print(count)
