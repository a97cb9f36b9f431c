use Math::BigInt;
chomp(my ($x, $y) = <STDIN>);
print Math::BigInt->new($x) + Math::BigInt->new($y), "\n";
print Math::BigInt->new($x) * $y, "\n";
