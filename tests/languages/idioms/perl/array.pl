use List::Util qw(sum);
my ($count, @lines) = <STDIN>;
my %numbers;
/(\w+) (-?\d+)/ and push @{$numbers{$1}}, $2 for @lines;
print "$_ ", sum(@{$numbers{$_}}), "\n" for sort keys %numbers;
print "total ", sum(map { @$_ } values %numbers), "\n";
