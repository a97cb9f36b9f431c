print(('abc'):byte(1, -1), ('x'):rep(3, ','), ('hello'):sub(-3, -2), ('%d+'):len(), #'\u{7FFFFFFF}', '\z
    x')
print(('key = value'):match('^(%w+)%s*=%s*(%w+)$'), ('a,b,,c'):gsub(',', ';'), ('abc'):find('b', 1, true), ('x'):reverse())
print(string.pack('<i4z', 7, 'hi'):byte(1, -1))
print(utf8.char(228, 8364, 128512), utf8.len('\xff'), utf8.offset('aäb', 3))
for position, code in utf8.codes('aä€') do io.write(position, ':', code, ' ') end
print(pcall(string.rep, 'x', 1 << 40), pcall(string.rep, 'xx', math.maxinteger))
print(pcall(string.format, '%s', setmetatable({}, {__tostring = function() return {} end})))
print(tostring(nil), tostring(true), tostring(print):match('^builtin') or tostring(print):match('^function'))
