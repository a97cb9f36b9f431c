-- exec: it may crash
-- varies: stderr
load(string.dump(function() return ('x'):rep(3) end):gsub('\4', '\200'), 'x', 'b')
