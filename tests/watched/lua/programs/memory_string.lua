-- verdict: MLE
-- memory: 32MiB
-- varies: stderr
local s = 'x'
while true do s = s .. s end
