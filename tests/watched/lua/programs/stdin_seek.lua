-- stdin: one\ntwo\nthree\n
print(io.read('l'), io.stdin:seek())
print(io.stdin:seek('set', 1), io.read('l'))
print(io.stdin:seek('end'), io.read('l'))
print(pcall(io.stdin.seek, io.stdin, 'nonsense'))
