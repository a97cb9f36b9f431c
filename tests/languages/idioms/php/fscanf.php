<?php
declare(strict_types=1);
fscanf(STDIN, "%d", $n);
$rows = [];
while ($n-- > 0) {
    fscanf(STDIN, "%s %d", $name, $number);
    $rows[] = compact('name', 'number');
}
usort($rows, fn (array $a, array $b): int => $a['name'] <=> $b['name']);
$sums = array_reduce($rows, function ($sums, $row) {
    $sums[$row['name']] = ($sums[$row['name']] ?? 0) + $row['number'];
    return $sums;
}, []);
foreach ($sums as $name => $sum) printf("%s %d" . PHP_EOL, $name, $sum);
print 'total ' . array_sum(array_column($rows, 'number')) . PHP_EOL;
