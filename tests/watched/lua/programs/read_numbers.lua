-- stdin: 1 2\n3 4\n5 6\n
local sum = 0
for a, b in io.lines(nil, 'n', 'n') do sum = sum + a * b end
print(sum)
