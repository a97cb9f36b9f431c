-- verdict: RTE
error(setmetatable({}, {__name = "Thing"}))
