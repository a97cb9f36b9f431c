-- addresses: stdout
print(getmetatable(''), getmetatable('').__index == string, getmetatable(1), getmetatable(nil), getmetatable(print), getmetatable(true))
