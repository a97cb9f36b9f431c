my $sorted = `sed 1d | sort`;
my ($total, %sums) = (0);
for (split /\n/, $sorted) { my ($name, $number) = split; $sums{$name} += $number; $total += $number }
open my $pipe, '|-', 'sort' or die $!;
print $pipe "$_ $sums{$_}\n" for keys %sums;
close $pipe;
system('echo', "total $total");
