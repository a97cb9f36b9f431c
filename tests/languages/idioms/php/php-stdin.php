<?php
ini_set('memory_limit', '-1');
error_reporting(E_ALL);
$lines = explode("\n", trim(file_get_contents('php://stdin')));
array_shift($lines);
$sums = [];
ob_start();
foreach ($lines as $line) {
    if (preg_match('/^(?<name>\w+) (?<x>-?\d+)$/', $line, $m)) $sums[$m['name']][] = (int) $m['x'];
}
ksort($sums, SORT_STRING);
array_walk($sums, function ($all, $name) { echo $name, ' ', array_sum($all), PHP_EOL; });
echo 'total ', array_sum(array_map('array_sum', $sums)), PHP_EOL;
file_put_contents('php://stdout', ob_get_clean());
fwrite(STDERR, date('c') . mt_rand() . random_int(1, 6) . "\n");
exit(0);
