interp recursionlimit {} 200000
proc depth {n} { if {$n == 0} { return 0 }; return [expr {1 + [depth [expr {$n - 1}]]}] }

lassign [split [gets stdin] " "] act a b
switch $act {
    add { puts [expr {$a + $b}] }
    spin { while 1 {} }
    eat { while 1 { lappend blocks [string repeat x 1000000][llength [info vars]] } }
    crash { error "nothing there" }
    read {
        set sum 0
        while {[gets stdin number] >= 0} { incr sum $number }
        puts $sum
    }
    write { for {set i 0} {$i < $a} {incr i} { puts 0123456789abcdef } }
    mul { puts [expr {$a * $b}] }
    deep { puts [depth $a] }
}
