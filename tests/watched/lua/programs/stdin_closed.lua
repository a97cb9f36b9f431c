-- addresses: stdout
-- stdin: x\n
print(io.stdin:close())
print(io.type(io.stdin), tostring(io.stdin))
print(pcall(io.read))
print(pcall(io.lines))
print(io.stdin:read())
