<?php fscanf(STDIN, "%d\n", $n); $s = []; while ($n--) { fscanf(STDIN, "%s %d\n", $k, $x); @$s[$k] += $x; } ksort($s) ?>
<?php foreach ($s as $k => $x): ?>
<?= $k ?> <?= "$x\n" ?>
<?php endforeach ?>
total <?= array_sum($s) ?>

