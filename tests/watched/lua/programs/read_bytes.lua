-- stdin: \x00\xff\n\x80\\
print(io.read('a'):byte(1, -1))
