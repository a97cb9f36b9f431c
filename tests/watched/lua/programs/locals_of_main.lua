-- addresses: stdout
local first, second = 1, 'two'
for index = 1, 5 do print(index, debug.getlocal(1, index)) end
print(debug.getlocal(1, -1))
print(debug.getupvalue(debug.getinfo(1, 'f').func, 1) , debug.upvalueid ~= nil)
print(pcall(debug.getlocal, 9, 1))
