-- verdict: RTE
local lines = {}
debug.sethook(function(event, line) lines[#lines + 1] = line end, 'l')
local a = 1
local b = 2
debug.sethook()
print(table.concat(lines, ' '))
local steps = 0
debug.sethook(function() steps = steps + 1 if steps == 3 then error('stopped', 0) end end, '', 100)
while true do end
