for i = 1, 100 do io.open('/tmp/poison' .. i, 'w'):write(('poison'):rep(1000)) end
io.open('/tmp/found.lua', 'w'):write('return "poison"')
