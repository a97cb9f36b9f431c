#!/usr/bin/perl -lan
next if $. == 1;
$s{$F[0]} += $F[1]; $t += $F[1];
END { print "$_ $s{$_}" for sort keys %s; print "total $t" }
