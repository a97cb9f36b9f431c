-- verdict: MLE
-- memory: 32MiB
-- varies: stderr
local t = {}
while true do t[#t + 1] = ('poison'):rep(1000) .. #t end
