local words = coroutine.wrap(function()
  for line in io.stdin:lines() do
    for word in line:gmatch("%S+") do coroutine.yield(word) end
  end
end)
local Heap = {}
Heap.__index = Heap
function Heap.new() return setmetatable({}, Heap) end
function Heap:push(v)
  local i = #self + 1
  self[i] = v
  while i > 1 and self[i][1] < self[i // 2][1] do
    self[i], self[i // 2] = self[i // 2], self[i]
    i = i // 2
  end
end
function Heap:pop()
  local top, last = self[1], table.remove(self)
  if #self > 0 then
    self[1] = last
    local i = 1
    while true do
      local c = 2 * i
      if c < #self and self[c + 1][1] < self[c][1] then c = c + 1 end
      if c > #self or self[c][1] >= self[i][1] then break end
      self[i], self[c] = self[c], self[i]
      i = c
    end
  end
  return top
end
local heap, total = Heap.new(), 0
for _ = 1, words() do heap:push({words(), math.tointeger(tonumber(words()))}) end
while #heap > 0 do
  local name, sum = table.unpack(heap:pop())
  while #heap > 0 and heap[1][1] == name do sum = sum + heap:pop()[2] end
  print(name, sum)
  total = total + sum
end
print("total", total)
