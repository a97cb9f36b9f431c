FNR == 1 { next }
{ sums[$1] += $2; total += $2 }
END { n = asorti(sums, names); for (i = 1; i <= n; i++) print names[i], sums[names[i]]; print "total " total }
