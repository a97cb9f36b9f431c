gets stdin a
gets stdin b
puts [expr {$a + $b}]
puts [expr {$a * $b}]
