#!/usr/bin/awk -f
# sums
NR > 1 {
    sums[$1] += $2
    total += \
        $2
}

END {
    if (total == 0)
        print "nothing"
    else
        for (name in sums) print name, sums[name] | "sort"
    close("sort")
    print "total", total
}
