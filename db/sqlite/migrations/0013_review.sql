-- What reviewers ask of a problem and of its submissions: by language, by case, in which order
-- they were tried, and which are the same program.

CREATE VIEW language_stats AS
SELECT s.problem_name, s.language, count(*) AS submissions, count(DISTINCT s.user) AS users,
       ifnull(sum(j.verdict = 'AC'), 0) AS accepted,
       ifnull(sum(j.verdict <> 'AC'), 0) AS not_accepted,
       max(j.score) AS best_score, max(j.cpu_us) AS max_cpu_us, max(j.memory_kib) AS max_memory_kib
FROM submission s
JOIN newest_judging n ON n.submission = s.id
JOIN judging j ON j.id = n.judging
GROUP BY s.problem_name, s.language;

CREATE VIEW case_stats AS
SELECT s.problem_name, c.number, c.name, c.group_name, count(*) AS judgings,
       sum(c.verdict = 'AC') AS accepted, sum(c.verdict NOT IN ('AC', 'SK')) AS failed,
       sum(c.verdict = 'SK') AS skipped, max(c.cpu_us) AS max_cpu_us,
       max(c.memory_kib) AS max_memory_kib
FROM submission s
JOIN newest_judging n ON n.submission = s.id
JOIN case_result c ON c.judging = n.judging
GROUP BY s.problem_name, c.number, c.name, c.group_name;

CREATE VIEW equal_source_table AS
SELECT s.id AS submission, s.user, o.id AS other, o.user AS other_user, s.problem_name
FROM submission s
JOIN submission o ON o.problem_name = s.problem_name AND o.id <> s.id
WHERE length(s.source) = length(o.source) AND s.source = o.source AND length(s.source) > 0;

CREATE VIEW try_table AS
SELECT s.id AS submission, s.problem_name, s.user, s.submitted_ms,
       row_number() OVER (PARTITION BY s.problem_name, s.user ORDER BY s.submitted_ms, s.id) AS try,
       count(*) OVER (PARTITION BY s.problem_name, s.user) AS tries, j.verdict, j.score
FROM submission s
JOIN newest_judging n ON n.submission = s.id
JOIN judging j ON j.id = n.judging;
