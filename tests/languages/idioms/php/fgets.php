<?php
$n = intval(fgets(STDIN));
$sums = array();
$total = 0;
for ($i = 0; $i < $n; $i++) {
    list($name, $number) = explode(" ", trim(fgets(STDIN)));
    if (!isset($sums[$name])) $sums[$name] = 0;
    $sums[$name] += $number;
    $total += $number;
}
ksort($sums);
foreach ($sums as $name => $sum) {
    echo $name . " " . $sum . "\n";
}
echo "total $total\n";
?>
