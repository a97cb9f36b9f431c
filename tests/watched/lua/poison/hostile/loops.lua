-- verdict: TLE
-- time: 200ms
while true do end
