       identification division.
       program-id. tally.
       environment division.
       input-output section.
       file-control.
           select rows assign to keyboard organization line sequential.
           select out assign to display organization line sequential.
       data division.
       file section.
       fd rows.
       01 line-in pic x(80).
       fd out.
       01 line-out pic x(80).
       working-storage section.
       01 part.
          03 names pic x(20) occurs 100.
          03 sums pic s9(10) occurs 100.
       01 used pic 99 value 0.
       01 i pic 99.
       01 j pic 99.
       01 name pic x(20).
       01 digits pic x(11).
       01 number-in pic s9(10).
       01 total pic s9(10) value 0.
       01 shown pic ---------9.
       01 swap-name pic x(20).
       01 ended pic x value "n".
          88 is-ended value "y".
       procedure division.
       main-part.
           open input rows output out
           read rows
           perform until is-ended
               read rows
                   at end set is-ended to true
                   not at end perform add-row
               end-read
           end-perform
           perform varying i from 1 by 1 until i > used
               move sums(i) to shown
               move spaces to line-out
               string names(i) delimited by space " " function trim(shown) delimited by size into line-out
               write line-out
           end-perform
           move total to shown
           move spaces to line-out
           string "total " function trim(shown) into line-out
           write line-out
           close rows out
           goback.
       add-row.
           unstring line-in delimited by all space into name digits
           move function numval(digits) to number-in
           add number-in to total
           move 1 to i
           perform until i > used or names(i) >= name
               add 1 to i
           end-perform
           if i > used or names(i) not = name
               perform varying j from used by -1 until j < i
                   move names(j) to names(j + 1)
                   move sums(j) to sums(j + 1)
               end-perform
               add 1 to used
               move name to names(i)
               move 0 to sums(i)
           end-if
           add number-in to sums(i).
