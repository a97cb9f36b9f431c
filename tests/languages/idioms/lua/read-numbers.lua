local n = io.read("n")
local sums, names, total = {}, {}, 0
io.read()
for i = 1, n do
  local name, x = io.read("l"):match("(%S+)%s+(%S+)")
  if not sums[name] then sums[name] = 0; names[#names + 1] = name end
  sums[name] = sums[name] + math.tointeger(x)
  total = total + tonumber(x)
end
table.sort(names)
for _, name in ipairs(names) do print(name .. " " .. sums[name]) end
io.write("total ", total, "\n")
