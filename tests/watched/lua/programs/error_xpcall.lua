-- verdict: RTE
print(xpcall(error, function(m) return "handled " .. tostring(m) end, "thing"))
xpcall(function() error("once") end, function() error("twice") end)
print(xpcall(function() error("once") end, function() error("twice") end))
error("done")
