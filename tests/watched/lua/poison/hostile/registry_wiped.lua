for key in pairs(debug.getregistry()) do if type(key) == 'string' then debug.getregistry()[key] = nil end end
print('wiped')
