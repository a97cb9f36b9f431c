local function make(depth)
    setmetatable({}, {__gc = function() print('collected', depth) if depth < 15 then make(depth + 1) end end})
end
make(1)
