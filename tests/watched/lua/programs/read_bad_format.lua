-- stdin: a\n5\n
print(pcall(io.read, 'x'))
print(pcall(io.read, -1))
print(pcall(io.lines, '/nowhere'))
print(io.read('*l'), io.read('*n'))
