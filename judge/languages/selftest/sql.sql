-- The input is the table `input(line)`, a row a line.
WITH RECURSIVE
  words(act, rest) AS (SELECT substr(line, 1, instr(line || ' ', ' ') - 1),
                              substr(line, instr(line || ' ', ' ') + 1) FROM input WHERE rowid = 1),
  numbers(act, a, b) AS (SELECT act, CAST(substr(rest, 1, instr(rest || ' ', ' ') - 1) AS INTEGER),
                         CAST(substr(rest, instr(rest || ' ', ' ') + 1) AS INTEGER) FROM words),
  counted(n) AS (SELECT 1 FROM numbers WHERE act IN ('write', 'spin')
                 UNION ALL SELECT n + 1 FROM counted, numbers WHERE act = 'spin' OR n < a)
SELECT '0123456789abcdef' FROM counted, numbers WHERE act = 'write'
UNION ALL SELECT max(n) FROM counted, numbers WHERE act = 'spin' HAVING max(n) > 0
UNION ALL SELECT a + b FROM numbers WHERE act = 'add'
UNION ALL SELECT a * b FROM numbers WHERE act = 'mul'
UNION ALL SELECT sum(CAST(line AS INTEGER)) FROM input, numbers
          WHERE act = 'read' AND input.rowid > 1 HAVING count(*) > 0
UNION ALL SELECT json_extract('{', '$') FROM numbers WHERE act = 'crash'
UNION ALL SELECT length(group_concat(hex(zeroblob(400000000)))) FROM numbers, input
          WHERE act = 'eat' HAVING count(*) > 0;
