WITH rows(name, number) AS (
  SELECT substr(line, 1, instr(line, ' ') - 1), CAST(substr(line, instr(line, ' ') + 1) AS INTEGER)
  FROM input WHERE rowid > 1)
SELECT name || ' ' || sum(number) FROM rows GROUP BY name
UNION ALL SELECT 'total ' || sum(number) FROM rows;
