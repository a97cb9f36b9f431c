<?php
setlocale(LC_ALL, '');
[$a, $b] = array_map('floatval', explode(' ', fgets(STDIN)));
echo number_format($a + $b, 3, '.', ''), "\n";
echo sprintf('%.3f', $a * $b), "\n";
echo floor(sqrt($a)), "\n";
