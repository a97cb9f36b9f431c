getmetatable('').__index = function() return 'poison' end
string.format, string.rep, table.concat = nil
string.sub = function() return 'poison' end
