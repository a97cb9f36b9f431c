-- verdict: RTE
local function last() error("end") end
local function middle() return last() end
local function first() return middle() end
first()
