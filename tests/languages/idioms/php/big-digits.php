<?php
function show(array $d): string {
    for ($i = 0, $n = count($d); $i < $n - 1; $i++) {
        $d[$i + 1] += intdiv($d[$i], 10);
        $d[$i] %= 10;
    }
    return ltrim(strrev(implode('', $d)), '0');
}
[$a, $b] = array_map(fn ($s) => array_map('intval', str_split(strrev(rtrim($s)))), file('php://stdin'));
$sum = $product = array_fill(0, count($a) + count($b), 0);
foreach ([$a, $b] as $number) foreach ($number as $i => $x) $sum[$i] += $x;
foreach ($a as $i => $x) foreach ($b as $j => $y) $product[$i + $j] += $x * $y;
echo show($sum), "\n", show($product), "\n";
