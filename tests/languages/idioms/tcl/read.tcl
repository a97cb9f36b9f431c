set d [dict create]
foreach {name number} [lrange [read stdin] 1 end] { dict incr d $name $number }
foreach name [lsort [dict keys $d]] { puts [format "%s %d" $name [dict get $d $name]] }
puts "total [expr [join [dict values $d] +]]"
