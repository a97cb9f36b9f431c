local names = {}
for key, value in pairs(debug.getregistry()) do
    names[#names + 1] = (type(key) == 'string' and key or type(key)) .. ' ' .. type(value)
end
table.sort(names)
print(table.concat(names, '\n'))
print(#debug.getregistry(), #debug.getregistry()._CLIBS, next(debug.getregistry()._CLIBS))
