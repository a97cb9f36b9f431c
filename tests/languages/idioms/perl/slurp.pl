#!/usr/bin/perl
local $/;
my ($n, %sums) = split ' ', '';
my @words = split ' ', <STDIN>;
shift @words;
my $total = 0;
while (my ($name, $number) = splice @words, 0, 2) { $sums{$name} += $number; $total += $number }
printf "%s %d\n", $_, $sums{$_} foreach sort { $a cmp $b } keys %sums;
print "total ", $total, "\n";
