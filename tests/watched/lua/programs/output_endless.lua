-- verdict: OLE
-- output: 64KiB
-- varies: stdout
while true do print('more') end
