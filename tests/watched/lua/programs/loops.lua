-- verdict: TLE
-- time: 300ms
while true do end
