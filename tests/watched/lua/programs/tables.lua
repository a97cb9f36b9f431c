local t = {5, 2, 8, 1}
table.sort(t, function(a, b) return a > b end)
print(table.concat(t, ' '), #t, select('#', table.unpack(t, 1, 6)), next({}), rawlen(t), rawequal(t, t))
table.move(t, 1, 4, 3)
print(table.concat(t, ' '), table.remove(t), table.insert(t, 1, 'first'), t[1], table.pack(1, nil, 3).n)
print(pcall(table.insert, t, 99, 1), pcall(table.insert, t))
