-- What nobody needs any more may be removed (store_prune): sources, what cases printed, events. The
-- triggers that keep them let it pass while `pruning` has a row, which is there only within such a
-- transaction. What was pruned is written down, so that nobody takes it for empty.

CREATE TABLE pruning (
    started_ms INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE pruned_source (
    submission INTEGER PRIMARY KEY REFERENCES submission (id),
    pruned_ms  INTEGER NOT NULL,
    bytes      INTEGER NOT NULL
) STRICT;

DROP TRIGGER submission_is_immutable;
CREATE TRIGGER submission_is_immutable BEFORE UPDATE ON submission
WHEN NOT EXISTS (SELECT 1 FROM pruning)
BEGIN
    SELECT raise(ABORT, 'a submission does not change');
END;

DROP TRIGGER judging_that_is_over_is_final;
CREATE TRIGGER judging_that_is_over_is_final BEFORE UPDATE OF
    id, submission, state, priority, turn, queued_ms, not_before_ms, hold, attempt, attempts_counted,
    judges_lost, judge_name, heartbeat_count, claimed_ms, started_ms, finished_ms, problem_version,
    language_version, feedback, limits_json, isolation_json, case_count, verdict, reason, message,
    score, max_score, cpu_us, wall_us, memory_kib, compile_json, wanted_version, rejudge_set
ON judging
WHEN OLD.state IN ('done', 'cancelled') AND NOT EXISTS (SELECT 1 FROM pruning)
BEGIN
    SELECT raise(ABORT, 'a judging that is over does not change; a rejudge is a new one');
END;

DROP TRIGGER event_stays;
CREATE TRIGGER event_stays BEFORE DELETE ON event
WHEN NOT EXISTS (SELECT 1 FROM pruning)
BEGIN
    SELECT raise(ABORT, 'an event is not deleted; it is part of the history of a judging');
END;

CREATE TRIGGER what_was_pruned_is_not_judged BEFORE INSERT ON judging
WHEN EXISTS (SELECT 1 FROM pruned_source WHERE submission = NEW.submission)
BEGIN
    SELECT raise(ABORT, 'the source of this submission was pruned: it cannot be judged again');
END;

CREATE TRIGGER pruned_source_stays BEFORE DELETE ON pruned_source
BEGIN
    SELECT raise(ABORT, 'what was pruned stays pruned');
END;
