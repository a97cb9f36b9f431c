-- stdin: one\ntwo\n
kept = setmetatable({}, {__gc = function() io.write(io.read('l') or 'nothing', '\n') io.stderr:write('err\n') end})
print(io.read('l'))
