-- stdin: 1e+x 5\n
print(io.read('n'))
print(io.read('a'))
