local function list(of)
    local names = {}
    for key, value in pairs(of) do names[#names + 1] = tostring(key) .. ' ' .. type(value) end
    table.sort(names)
    print(table.concat(names, ', '))
end
for _, of in ipairs {_G, package, package.loaded, package.preload, string, table, io, os, math, debug, arg} do list(of) end
print(package.path, package.cpath, #package.searchers, getmetatable('').__index == string)
print(getmetatable(1), debug.getmetatable(nil), debug.getmetatable(print), debug.gethook(), os.setlocale())
print(collectgarbage('isrunning'), collectgarbage('incremental'), #debug.getregistry()._CLIBS)
print(io.open('/tmp/poison'), io.open('/tmp/poison1'), io.output() == io.stdout, io.input() == io.stdin)
