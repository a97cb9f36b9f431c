-- stdin: a\nb\nc\n
print(io.stdin:lines()(), io.lines()(), io.read('a'))
print(io.stdin:read(0))
