local sums, names, total = {}, {}, 0
for line in io.lines("/dev/stdin") do
  local s, x = line:match("^(%a+) (.+)$")
  if s then
    if not sums[s] then names[#names + 1] = s end
    sums[s] = (sums[s] or 0) + math.tointeger(x)
    total = total + math.tointeger(x)
  end
end
table.sort(names)
for _, s in ipairs(names) do print(s, sums[s]) end
print("total", total)
