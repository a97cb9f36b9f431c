-- How long a judging may wait before that is said: `deadline_ms` the date, `late_ms` when a judge has
-- said that it had passed. Nothing is judged earlier for it.

ALTER TABLE judging ADD COLUMN deadline_ms INTEGER;
ALTER TABLE judging ADD COLUMN late_ms INTEGER;

-- Those that wait and have one: of which nobody has said it yet first.
CREATE INDEX judging_deadline ON judging (late_ms, deadline_ms)
WHERE deadline_ms IS NOT NULL AND state IN ('queued', 'waiting', 'alone', 'held');

DROP TRIGGER judging_that_is_over_is_final;
CREATE TRIGGER judging_that_is_over_is_final BEFORE UPDATE OF
    id, submission, state, priority, turn, queued_ms, not_before_ms, hold, attempt, attempts_counted,
    judges_lost, judge_name, heartbeat_count, claimed_ms, started_ms, finished_ms, problem_version,
    language_version, feedback, limits_json, isolation_json, case_count, verdict, reason, message,
    score, max_score, cpu_us, wall_us, memory_kib, compile_json, wanted_version, rejudge_set,
    deadline_ms, late_ms
ON judging
WHEN OLD.state IN ('done', 'cancelled') AND NOT EXISTS (SELECT 1 FROM pruning)
BEGIN
    SELECT raise(ABORT, 'a judging that is over does not change; a rejudge is a new one');
END;
