#!/bin/bash
read n
awk '{ s[$1] += $2; t += $2 } END { for (n in s) print n, s[n]; print "total", t }' > "$TMPDIR/out"
grep -v '^total' "$TMPDIR/out" | sort
grep '^total' "$TMPDIR/out"
