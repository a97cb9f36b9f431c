math.randomseed(1)
math.random = function() return 4 end
