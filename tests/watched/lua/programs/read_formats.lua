-- stdin: 12 0x1F rest\nline\nabcdef\nlast
print(io.read('n', 'n', 'l', 'L', 3, 0, 'a'))
print(io.read('a'), io.read('l'), io.read('n'), io.read(0), io.read(5))
