identification division.
program-id. tally.
data division.
working-storage section.
01 line-in pic x(80).
01 n pic 9(9) comp-5.
01 name pic x(20).
01 digits pic x(12).
01 total pic s9(9) comp-5 value 0.
01 shown pic -(9)9.
01 used pic 9(4) comp-5 value 0.
01 i pic 9(4) comp-5.
01 entries.
   03 entry-row occurs 1 to 100 times depending on used ascending key is entry-name indexed by k.
      05 entry-name pic x(20).
      05 entry-sum pic s9(9) comp-5.
procedure division.
    accept line-in
    compute n = function numval(line-in)
    perform n times
        accept line-in
        unstring line-in delimited by space into name digits
        perform varying i from 1 by 1 until i > used
            if entry-name(i) = name exit perform end-if
        end-perform
        if i > used
            add 1 to used
            move name to entry-name(i)
            move 0 to entry-sum(i)
        end-if
        compute entry-sum(i) = entry-sum(i) + function numval(digits)
        compute total = total + function numval(digits)
    end-perform
    sort entry-row ascending key entry-name
    perform varying i from 1 by 1 until i > used
        move entry-sum(i) to shown
        display function trim(entry-name(i)) " " function trim(shown) *> a line that is far longer than seventy-two columns
    end-perform
    move total to shown
    display "total " function trim(shown)
    stop run.
