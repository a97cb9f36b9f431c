local ffi = require("ffi")
ffi.cdef[[
int getchar(void);
int printf(const char *format, ...);
int fflush(void *file);
]]
local C = ffi.C
local function word()
  local c, s = C.getchar(), {}
  while c == 32 or c == 10 do c = C.getchar() end
  while c > 32 do s[#s + 1] = string.char(c); c = C.getchar() end
  return table.concat(s)
end
local sums, names, total = {}, {}, 0
for i = 1, tonumber(word()) do
  local name, x = word(), tonumber(word())
  if not sums[name] then sums[name] = ffi.new("int64_t", 0); names[#names + 1] = name end
  sums[name] = sums[name] + x
  total = total + x
end
table.sort(names)
for _, name in ipairs(names) do C.printf("%s %lld\n", name, sums[name]) end
C.printf("total %d\n", ffi.cast("int", total))
C.fflush(nil)
