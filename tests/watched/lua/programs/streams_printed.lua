-- addresses: stdout
print(io.stdin, io.stdout, io.stderr, io.stdin ~= io.stdout)
print(getmetatable(io.stdout).__name, getmetatable(io.stdout).__index == getmetatable(io.stdin).__index)
