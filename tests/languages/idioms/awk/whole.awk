#!/usr/bin/awk -f
BEGIN { RS = ""; FS = "[ \n]+" }
{
    for (i = 2; i < NF; i += 2) { sums[$i] += $(i + 1); total += $(i + 1) }
    for (name in sums) print name, sums[name] | "sort"
    close("sort")
    system("echo total " total)
}
