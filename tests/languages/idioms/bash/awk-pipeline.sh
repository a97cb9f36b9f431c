sed 1d | awk '{ s[$1] += $2; t += $2 } END { for (n in s) print n, s[n] | "sort"; close("sort"); print "total", t }'
