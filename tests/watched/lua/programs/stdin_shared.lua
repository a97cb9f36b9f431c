-- stdin: a\nb\n
local same = io.open('/dev/stdin')
print(io.type(same))
print(same and same:read('a'))
print(io.read('l'))
local again = io.open('/proc/self/fd/0')
print(again)
