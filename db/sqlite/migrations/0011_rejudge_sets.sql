-- Rejudging in sets: what is judged again stays aside, and the old verdicts count, until the set is
-- applied.

CREATE TABLE rejudge_set (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    selectors    TEXT NOT NULL,
    made_ms      INTEGER NOT NULL,
    same_version INTEGER NOT NULL,
    applies      INTEGER NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('open', 'applied', 'discarded')),
    ended_ms     INTEGER,
    CHECK ((state = 'open') = (ended_ms IS NULL))
) STRICT;

CREATE TRIGGER rejudge_set_stays BEFORE DELETE ON rejudge_set
BEGIN
    SELECT raise(ABORT, 'a set of rejudges is not deleted; discard it');
END;

CREATE TABLE rejudge_item (
    rejudge_set INTEGER NOT NULL REFERENCES rejudge_set (id),
    submission  INTEGER NOT NULL REFERENCES submission (id),
    old_judging INTEGER NOT NULL REFERENCES judging (id),
    new_judging INTEGER NOT NULL REFERENCES judging (id),
    PRIMARY KEY (rejudge_set, submission)
) STRICT, WITHOUT ROWID;

CREATE INDEX rejudge_item_by_old ON rejudge_item (old_judging);
CREATE INDEX rejudge_item_by_new ON rejudge_item (new_judging);
CREATE INDEX rejudge_item_by_submission ON rejudge_item (submission);

ALTER TABLE judging ADD COLUMN rejudge_set INTEGER REFERENCES rejudge_set (id);
ALTER TABLE judging ADD COLUMN aside INTEGER NOT NULL DEFAULT 0;

CREATE INDEX judging_set_open ON judging (rejudge_set)
WHERE rejudge_set IS NOT NULL AND state NOT IN ('done', 'cancelled');

CREATE INDEX judging_by_set ON judging (rejudge_set) WHERE rejudge_set IS NOT NULL;

-- Whether a judging that is over counts is all that still changes of it.
DROP TRIGGER judging_that_is_over_is_final;
CREATE TRIGGER judging_that_is_over_is_final BEFORE UPDATE OF
    id, submission, state, priority, turn, queued_ms, not_before_ms, hold, attempt, attempts_counted,
    judges_lost, judge_name, heartbeat_count, claimed_ms, started_ms, finished_ms, problem_version,
    language_version, feedback, limits_json, isolation_json, case_count, verdict, reason, message,
    score, max_score, cpu_us, wall_us, memory_kib, compile_json, wanted_version, rejudge_set
ON judging WHEN OLD.state IN ('done', 'cancelled')
BEGIN
    SELECT raise(ABORT, 'a judging that is over does not change; a rejudge is a new one');
END;

-- The judging that counts: the newest that is not aside and was not cancelled, or, if all were, the
-- newest that is not aside.
DROP VIEW newest_judging;
CREATE VIEW newest_judging AS
SELECT s.id AS submission,
       coalesce((SELECT max(n.id) FROM judging n WHERE n.submission = s.id
                 AND n.state <> 'cancelled' AND NOT n.aside),
                (SELECT max(n.id) FROM judging n WHERE n.submission = s.id AND NOT n.aside)) AS judging
FROM submission s;

DROP VIEW rejudge_table;
CREATE VIEW rejudge_table AS
SELECT j.submission, p.id AS old_judging, p.verdict AS old_verdict, p.score AS old_score,
       j.id AS new_judging, j.verdict AS new_verdict, j.score AS new_score,
       p.problem_version AS old_problem_version, j.problem_version AS new_problem_version,
       s.problem_name, s.user, j.rejudge_set, NOT j.aside AS counts
FROM judging j
JOIN judging p ON p.id = (SELECT max(o.id) FROM judging o
                          WHERE o.submission = j.submission AND o.id < j.id
                          AND o.state <> 'cancelled' AND NOT o.aside)
JOIN submission s ON s.id = j.submission
WHERE j.state <> 'cancelled';

CREATE VIEW rejudge_set_table AS
SELECT r.id AS rejudge_set, r.selectors, datetime(r.made_ms / 1000, 'unixepoch') AS made_utc,
       r.made_ms, r.same_version, r.applies, r.state, r.ended_ms,
       (SELECT count(*) FROM rejudge_item i WHERE i.rejudge_set = r.id) AS submissions,
       (SELECT count(*) FROM rejudge_item i JOIN judging j ON j.id = i.new_judging
        WHERE i.rejudge_set = r.id AND j.state = 'done') AS judged,
       (SELECT count(*) FROM rejudge_item i JOIN judging j ON j.id = i.new_judging
        JOIN judging o ON o.id = i.old_judging
        WHERE i.rejudge_set = r.id AND j.state = 'done'
        AND (j.verdict IS NOT o.verdict OR j.score <> o.score)) AS changed
FROM rejudge_set r;
