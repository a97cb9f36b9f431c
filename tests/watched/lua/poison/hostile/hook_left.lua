debug.sethook(function() io.write('poison') end, 'crl', 1)
for i = 1, 10 do end
