local low, high = 0, 0
for key in pairs(arg) do low, high = math.min(low, key), math.max(high, key) end
for index = low, high do print(index, arg[index]) end
print(select('#', ...), #arg, getmetatable(arg))
