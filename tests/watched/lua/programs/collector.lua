print(collectgarbage('incremental'), collectgarbage('generational'), collectgarbage('generational'), collectgarbage('isrunning'))
print(collectgarbage('stop'), collectgarbage('isrunning'), collectgarbage('restart'), collectgarbage('step'))
print(collectgarbage('setpause', 150), collectgarbage('setstepmul', 300), pcall(collectgarbage, 'nonsense'))
local before = collectgarbage('count')
local junk = {}
for index = 1, 10000 do junk[index] = {index} end
print(math.type(before), collectgarbage('count') - before > 500)
junk = nil
collectgarbage()
print(collectgarbage('count') - before < 100)
