setmetatable({}, {__gc = function() error('in a finalizer') end})
print('end')
