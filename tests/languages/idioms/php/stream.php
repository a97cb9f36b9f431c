<?php
$words = preg_split('/\s+/', stream_get_contents(STDIN), -1, PREG_SPLIT_NO_EMPTY);
$heap = new class extends SplMinHeap {
    protected function compare($a, $b): int { return strcmp($b[0], $a[0]); }
};
foreach (array_chunk(array_slice($words, 1), 2) as $pair) $heap->insert($pair);
$total = 0;
while (!$heap->isEmpty()) {
    [$name, $sum] = $heap->extract();
    while ($heap->valid() && $heap->top()[0] === $name) $sum += $heap->extract()[1];
    echo "{$name} {$sum}\n";
    $total += $sum;
}
echo 'total ', $total, "\n";
