local function depth(n)
    if n == 0 then return 0 end
    return 1 + depth(n - 1)
end

local act, a, b = io.read('l'):match('(%a+) ?(%d*) ?(%d*)')
if act == 'add' then
    print(a + b)
elseif act == 'spin' then
    while true do end
elseif act == 'eat' then
    local blocks = {}
    while true do blocks[#blocks + 1] = ('x'):rep(1000000) .. #blocks end
elseif act == 'crash' then
    error('nothing there')
elseif act == 'read' then
    local sum = 0
    for line in io.lines() do sum = sum + math.tointeger(line) end
    print(sum)
elseif act == 'write' then
    for _ = 1, a do print('0123456789abcdef') end
elseif act == 'mul' then
    print(math.tointeger(a) * math.tointeger(b))
elseif act == 'deep' then
    print(depth(math.tointeger(a)))
end
