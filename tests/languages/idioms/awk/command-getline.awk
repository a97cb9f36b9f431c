{ if (NR > 1) { lines = lines $0 "\n"; total += $2 } }
END {
    printf "%s", lines > "/tmp/lines"
    close("/tmp/lines")
    while (("sort /tmp/lines" | getline) > 0) {
        if ($1 != last && last != "") print last, sum
        if ($1 != last) sum = 0
        last = $1
        sum += $2
    }
    print last, sum
    print "total", total
}
