-- stdin: 3 4\n
local a, b = io.read('n', 'n')
print(a + b)
