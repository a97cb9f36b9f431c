#!/usr/bin/perl -w
use strict;
my %sums;
my $n = <STDIN>;
while (my $line = <STDIN>) {
    my ($name, $number) = $line =~ /^(\w+) (-?\d+)$/ or next;
    $sums{$name} += $number;
}
my $total = 0;
$total += $_ for values %sums;
print "$_ $sums{$_}\n" for sort keys %sums;
print <<"END";
total $total
END
__END__
