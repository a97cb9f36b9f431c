identification division.
program-id. points.
data division.
working-storage section.
01 line-in pic x(80).
01 text-a pic x(20).
01 text-b pic x(20).
01 a pic s9(12)v9(6).
01 b pic s9(12)v9(6).
01 c pic s9(12)v9(6).
01 shown pic -(12)9.999.
01 root pic -(9)9.
procedure division.
    accept line-in.
    unstring line-in delimited by space into text-a text-b.
    move function numval(text-a) to a.
    move function numval(text-b) to b.
    add a b giving c.
    move c to shown.
    display function trim(shown).
    multiply a by b giving c.
    compute shown rounded = c.
    display function trim(shown).
    compute root = function sqrt(a).
    display function trim(root).
    stop run.
