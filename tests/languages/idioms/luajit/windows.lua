local text = io.read("*a")
local sums, keys, total = {}, {}, 0
for name, x in text:gmatch("(%a+) (-?%d+)\n") do
  if sums[name] == nil then keys[#keys + 1] = name end
  sums[name] = (sums[name] or 0) + tonumber(x)
  total = total + tonumber(x)
end
math.randomseed(os.time())
for i = #keys, 2, -1 do local j = math.random(i); keys[i], keys[j] = keys[j], keys[i] end
table.sort(keys)
local out = {}
for i, k in ipairs(keys) do out[i] = k .. " " .. string.format("%d", sums[k]) end
io.write(table.concat(out, "\n"), "\ntotal ", string.format("%d", total), "\n")
io.stderr:write(os.clock(), "\n")
os.exit(0)
