use bigint;
my @n = map { chomp; 0 + $_ } <>;
print $n[0] + $n[1], "\n", $n[0] * $n[1], "\n";
