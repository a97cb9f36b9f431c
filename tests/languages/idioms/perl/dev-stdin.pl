open(my $in, '<', '/dev/stdin') or die "$!";
my ($n, @rows) = <$in>;
my (%sums, $total);
for (@rows) { my ($s, $x) = split; $sums{$s} += $x; $total += $x }
print "$_ $sums{$_}\n" for sort keys %sums;
print "total $total\n";
