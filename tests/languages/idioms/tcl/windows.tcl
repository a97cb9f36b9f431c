gets stdin n
set total 0
for {set i 0} {$i < $n} {incr i} {
    lassign [split [gets stdin]] name number
    incr sums($name) $number
    incr total $number
}
foreach name [lsort [array names sums]] { puts "$name $sums($name)" }
puts "total $total"
