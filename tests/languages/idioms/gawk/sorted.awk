BEGIN { PROCINFO["sorted_in"] = "@ind_str_asc" }
NR > 1 { sums[$1] += $2; total += $2 }
END { for (name in sums) print name, sums[name]; print "total", total }
