<?php
function depth(int $n): int
{
    return $n === 0 ? 0 : 1 + depth($n - 1);
}

$words = explode(' ', trim(fgets(STDIN)));
switch ($words[0]) {
case 'add':
    echo $words[1] + $words[2], "\n";
    break;
case 'spin':
    while (true);
case 'eat':
    for ($blocks = []; ; $blocks[] = str_repeat('x', 1000000) . count($blocks));
case 'crash':
    throw new RuntimeException('nothing there');
case 'read':
    $sum = 0;
    while (($line = fgets(STDIN)) !== false)
        $sum += (int) $line;
    echo $sum, "\n";
    break;
case 'write':
    for ($i = 0; $i < $words[1]; $i++)
        echo "0123456789abcdef\n";
    break;
case 'mul':
    echo $words[1] * $words[2], "\n";
    break;
case 'deep':
    echo depth((int) $words[1]), "\n";
    break;
}
