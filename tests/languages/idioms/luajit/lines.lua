#!/usr/bin/env lua
io.stdout:setvbuf("full")
local sums, total = setmetatable({}, {__index = function() return 0 end}), 0
for line in io.lines() do
  local name, x = string.match(line, "^(%a+) (-?%d+)$")
  if name then sums[name] = sums[name] + x; total = total + x end
end
local rows = {}
for name, sum in pairs(sums) do table.insert(rows, {name = name, sum = sum}) end
table.sort(rows, function(a, b) return a.name < b.name end)
for i = 1, #rows do print(string.format("%s %d", rows[i].name, rows[i].sum)) end
print(("total %d"):format(total))
