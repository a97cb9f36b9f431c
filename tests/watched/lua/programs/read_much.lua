-- stdin: some of a line and a line\n
-- repeat: 40000
local text = io.read('a')
print(#text, select(2, text:gsub('\n', '')))
