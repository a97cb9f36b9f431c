use strict;
use warnings;
my $n = <>;
my (%sums, $total);
while (<>) {
    chomp;
    my ($name, $number) = split;
    $sums{$name} += $number;
    $total += $number;
}
print "$_ $sums{$_}\n" for sort keys %sums;
print "total $total\n";
