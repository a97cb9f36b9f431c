-- verdict: RTE
setmetatable(setmetatable({}, {__metatable = 1}), {})
