local function scope(name) return setmetatable({}, {__close = function(_, why) print('close', name, why) end}) end
do
    local a <close>, b = scope('a')
    local c <close> = scope('c')
end
for _ in (function() end), nil, nil, scope('loop') do end
print(pcall(function() local d <close> = scope('d') error('thrown', 0) end))
local co = coroutine.create(function() local e <close> = scope('e') coroutine.yield() end)
coroutine.resume(co)
print(coroutine.close(co), coroutine.status(co))
local left = coroutine.create(function() local f <close> = scope('f') coroutine.yield() end)
coroutine.resume(left)
local main <close> = scope('main')
