-- verdict: CE
local x = [[abc
def
