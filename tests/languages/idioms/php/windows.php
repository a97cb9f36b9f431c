<?php
$n = (int) fgets(STDIN);
$sums = [];
while (($line = fgets(STDIN)) !== false) {
    [$name, $x] = explode(' ', $line);
    $sums[$name] = ($sums[$name] ?? 0) + (int) $x;
}
ksort($sums);
foreach ($sums as $name => $x) echo "$name $x\n";
echo <<<END
total
END;
echo ' ' . array_sum($sums);
?>
