-- A judging that was computed from what an earlier one had kept: nothing was run for it. No foreign
-- key: one into the table itself has every insert look for rows that wait for it. `assay db check`
-- looks whether the earlier one is there.

ALTER TABLE judging ADD COLUMN rescored_from INTEGER;

DROP TRIGGER judging_that_is_over_is_final;
CREATE TRIGGER judging_that_is_over_is_final BEFORE UPDATE OF
    id, submission, state, priority, turn, queued_ms, not_before_ms, hold, attempt, attempts_counted,
    judges_lost, judge_name, heartbeat_count, claimed_ms, started_ms, finished_ms, problem_version,
    language_version, feedback, limits_json, isolation_json, case_count, verdict, reason, message,
    score, max_score, cpu_us, wall_us, memory_kib, compile_json, wanted_version, rejudge_set,
    deadline_ms, late_ms, rescored_from
ON judging
WHEN OLD.state IN ('done', 'cancelled') AND NOT EXISTS (SELECT 1 FROM pruning)
BEGIN
    SELECT raise(ABORT, 'a judging that is over does not change; a rejudge is a new one');
END;
