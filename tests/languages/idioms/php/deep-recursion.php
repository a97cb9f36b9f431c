<?php
function f(int $n): int { return $n === 0 ? 0 : $n + f($n - 1); }
$g = function ($n) use (&$g) { return $n ? $n + $g($n - 1) : 0; };
echo f((int) readline()), "\n";
