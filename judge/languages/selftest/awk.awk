function depth(n) { return n == 0 ? 0 : 1 + depth(n - 1) }
NR == 1 && $1 == "add" { print $2 + $3 }
NR == 1 && $1 == "spin" { while (1) { } }
NR == 1 && $1 == "eat" { while (1) blocks[i++] = sprintf("%1000000d", i) }
NR == 1 && $1 == "crash" { exit 3 }
NR == 1 && $1 == "read" { summing = 1; next }
NR == 1 && $1 == "write" { for (i = 0; i < $2; i++) print "0123456789abcdef" }
NR == 1 && $1 == "deep" { print depth($2) }
summing { sum += $1 }
END { if (summing) printf "%.0f\n", sum }
