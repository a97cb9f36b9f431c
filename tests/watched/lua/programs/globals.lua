local function list(name, of)
    local names = {}
    for key, value in pairs(of) do names[#names + 1] = tostring(key) .. ' ' .. type(value) end
    table.sort(names)
    print(name, table.concat(names, ', '))
end
list('_G', _G)
list('package', package)
list('loaded', package.loaded)
list('preload', package.preload)
list('searchers', package.searchers)
print(package.path, package.cpath, package.config)
print(_VERSION, _G._G == _G, getmetatable(_G))
