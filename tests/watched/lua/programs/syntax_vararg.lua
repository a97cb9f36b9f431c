-- verdict: CE
function f() return ... end
