       identification division.
       program-id. solution.
       environment division.
       input-output section.
       file-control.
           select lines-in assign to keyboard
               organization is line sequential
               file status is line-status.
       data division.
       file section.
       fd lines-in.
       01 line-in pic x(80).
       working-storage section.
       01 line-status pic xx.
       01 act pic x(10).
       01 text-a pic x(20).
       01 text-b pic x(20).
       01 a pic s9(18) comp-5 value 0.
       01 b pic s9(18) comp-5 value 0.
       01 total pic s9(18) comp-5 value 0.
       01 wide pic 9(19).
       01 product-64 usage binary-double.
       01 shown pic -(18)9.
       01 big-block pic x(1000000) based.
       procedure division.
           open input lines-in
           read lines-in
           unstring line-in delimited by all spaces
               into act text-a text-b
           if act = "add" or "mul" or "write"
               compute a = function numval(text-a)
           end-if
           if act = "add" or "mul"
               compute b = function numval(text-b)
           end-if
           evaluate act
               when "add"
                   compute total = a + b
                   move total to shown
                   display function trim(shown)
               when "spin"
                   perform forever continue end-perform
               when "eat"
                   perform forever
                       allocate big-block
                       move all "x" to big-block
                   end-perform
               when "crash"
                   move 3 to return-code
               when "read"
                   perform forever
                       read lines-in
                           at end exit perform
                       end-read
                       compute total = total +
                           function numval(line-in)
                   end-perform
                   move total to shown
                   display function trim(shown)
               when "write"
                   perform a times
                       display "0123456789abcdef"
                   end-perform
               when "mul"
                   compute product-64 = a * b
                   move product-64 to wide
                   display wide
           end-evaluate
           close lines-in
           stop run.
