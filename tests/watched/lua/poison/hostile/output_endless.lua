-- verdict: OLE
-- output: 64KiB
-- varies: stdout
while true do io.write('poison') end
