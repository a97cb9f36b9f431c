NR > 1 { sums[$1] += $2; total += $2 }
END {
    for (name in sums) print name, sums[name] | "sort"
    close("sort")
    print "total", total
}
