print(io.read(), io.read('a'), io.read('n'), io.read(0), io.stdin:read('L'))
for line in io.lines() do print(line) end
