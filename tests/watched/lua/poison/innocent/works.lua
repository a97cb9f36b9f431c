-- stdin: 1 2 3\n40 50\n
local sum = 0
for line in io.lines() do for number in line:gmatch('%d+') do sum = sum + number end end
print(sum, ('%5.2f'):format(sum / 3), ('abc'):rep(2, '-'), table.concat({1, 2, 3}, ' '))
local file = io.open('/tmp/mine', 'w')
file:write('mine')
file:close()
print(io.open('/tmp/mine'):read('a'), math.random(0) ~= math.random(0), os.getenv('HOME'))
io.stderr:write('to stderr\n')
io.write('no newline')
