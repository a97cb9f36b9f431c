local function digits(s) local d = {} for c in s:reverse():gmatch("%d") do d[#d + 1] = c + 0 end return d end
local function show(d)
  for i = 1, #d do d[i + 1] = (d[i + 1] or 0) + math.floor(d[i] / 10); d[i] = d[i] % 10 end
  return (table.concat(d):reverse():gsub("^0+", ""))
end
local a, b = digits(io.read("*l")), digits(io.read("*l"))
local s, p = {}, {}
for i = 1, #a + #b do s[i] = (a[i] or 0) + (b[i] or 0); p[i] = 0 end
for i = 1, #a do for j = 1, #b do p[i + j - 1] = p[i + j - 1] + a[i] * b[j] end end
print(show(s))
print(show(p))
