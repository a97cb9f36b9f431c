-- verdict: CE
local x <odd> = 1
