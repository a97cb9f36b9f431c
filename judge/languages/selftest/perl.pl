use strict;
use warnings;

no warnings 'recursion';
sub depth { my ($n) = @_; return $n == 0 ? 0 : 1 + depth($n - 1) }

my ($act, $x, $y) = split ' ', <STDIN>;
if ($act eq 'add') { print $x + $y, "\n" }
elsif ($act eq 'spin') { while (1) { } }
elsif ($act eq 'eat') { my @blocks; while (1) { push @blocks, 'x' x 1_000_000 } }
elsif ($act eq 'crash') { die "nothing there\n" }
elsif ($act eq 'read') { my $sum = 0; while (<STDIN>) { $sum += $_ } print "$sum\n" }
elsif ($act eq 'write') { print "0123456789abcdef\n" for 1 .. $x }
elsif ($act eq 'mul') { use integer; print $x * $y, "\n" }
elsif ($act eq 'deep') { print depth($x), "\n" }
