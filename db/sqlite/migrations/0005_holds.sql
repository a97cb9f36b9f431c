-- Judgings can be held and cancelled, and a judge's death is counted apart from the attempts. SQLite
-- cannot change a CHECK, so that the tables judging and event are made anew; store_open turns
-- foreign keys off around migrations for that (https://sqlite.org/lang_altertable.html, section 7).

DROP VIEW verdict_table;
DROP VIEW case_table;
DROP VIEW group_table;
DROP VIEW queue_table;
DROP VIEW running_table;
DROP VIEW problem_stats;
DROP VIEW retry_table;
DROP VIEW internal_error_table;
DROP VIEW rejudge_table;
DROP VIEW late_result_table;
DROP TRIGGER case_of_done_judging_stays;
DROP TRIGGER judging_stays;
DROP TRIGGER event_stays;

-- Why judgings are kept back: a pause by the operator, or a problem (or language) at fault.
CREATE TABLE hold (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    kind        TEXT NOT NULL CHECK (kind IN ('all', 'problem', 'language')),
    name        TEXT NOT NULL,
    origin      TEXT NOT NULL CHECK (origin IN ('judge', 'operator')),
    is_closed   INTEGER NOT NULL CHECK (is_closed IN (0, 1)),
    reason      TEXT NOT NULL,
    message     TEXT NOT NULL,
    made_ms     INTEGER NOT NULL,
    failures    INTEGER NOT NULL DEFAULT 0,
    tries       INTEGER NOT NULL DEFAULT 0,
    next_try_ms INTEGER,
    UNIQUE (kind, name, origin)
) STRICT;

CREATE INDEX hold_to_try ON hold (next_try_ms) WHERE next_try_ms IS NOT NULL;

-- Holds that are over, until all of their judgings are queued again.
CREATE TABLE hold_release (
    hold INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE judging_made_anew (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    submission       INTEGER NOT NULL REFERENCES submission (id),
    state            TEXT NOT NULL CHECK (state IN ('queued', 'alone', 'waiting', 'held', 'running',
                                                    'done', 'cancelled')),
    priority         INTEGER NOT NULL,
    turn             INTEGER NOT NULL,
    queued_ms        INTEGER NOT NULL,
    not_before_ms    INTEGER,
    hold             INTEGER,
    attempt          INTEGER NOT NULL DEFAULT 0,
    attempts_counted INTEGER NOT NULL DEFAULT 0,
    judges_lost      INTEGER NOT NULL DEFAULT 0,
    judge_name       TEXT NOT NULL DEFAULT '',
    heartbeat_count  INTEGER NOT NULL DEFAULT 0,
    claimed_ms       INTEGER,
    started_ms       INTEGER,
    finished_ms      INTEGER,
    problem_version  TEXT REFERENCES problem_version (version),
    language_version TEXT NOT NULL DEFAULT '',
    feedback         TEXT NOT NULL DEFAULT '',
    limits_json      TEXT NOT NULL DEFAULT '',
    isolation_json   TEXT NOT NULL DEFAULT '',
    case_count       INTEGER NOT NULL DEFAULT 0,
    verdict          TEXT CHECK (verdict IN ('AC', 'PA', 'WA', 'TLE', 'MLE', 'OLE', 'RTE', 'SV',
                                             'CE', 'IE', 'SK')),
    reason           TEXT NOT NULL DEFAULT '',
    message          TEXT NOT NULL DEFAULT '',
    score            REAL NOT NULL DEFAULT 0,
    max_score        REAL NOT NULL DEFAULT 0,
    cpu_us           INTEGER NOT NULL DEFAULT 0,
    wall_us          INTEGER NOT NULL DEFAULT 0,
    memory_kib       INTEGER NOT NULL DEFAULT 0,
    compile_json     TEXT NOT NULL DEFAULT '',
    CHECK ((state = 'done') = (verdict IS NOT NULL)),
    CHECK ((state IN ('done', 'cancelled')) = (finished_ms IS NOT NULL)),
    CHECK ((state = 'waiting') = (not_before_ms IS NOT NULL)),
    CHECK ((state IN ('running', 'done')) = (judge_name <> '')),
    CHECK (hold IS NULL OR state = 'held'),
    CHECK (attempts_counted BETWEEN 0 AND attempt),
    CHECK (judges_lost BETWEEN 0 AND attempt)
) STRICT;

INSERT INTO judging_made_anew (id, submission, state, priority, turn, queued_ms, not_before_ms,
    attempt, attempts_counted, judge_name, heartbeat_count, claimed_ms, started_ms, finished_ms,
    problem_version, language_version, feedback, limits_json, isolation_json, case_count, verdict,
    reason, message, score, max_score, cpu_us, wall_us, memory_kib, compile_json)
SELECT id, submission, state, priority, turn, queued_ms, not_before_ms,
    attempt, attempts_counted, judge_name, heartbeat_count, claimed_ms, started_ms, finished_ms,
    problem_version, language_version, feedback, limits_json, isolation_json, case_count, verdict,
    reason, message, score, max_score, cpu_us, wall_us, memory_kib, compile_json
FROM judging;
DROP TABLE judging;
ALTER TABLE judging_made_anew RENAME TO judging;

-- One partial index for each thing the judge looks for. What is over is in none of them.
CREATE INDEX judging_queued ON judging (priority DESC, turn, id) WHERE state = 'queued';
CREATE INDEX judging_alone ON judging (id) WHERE state = 'alone';
CREATE INDEX judging_waiting ON judging (not_before_ms) WHERE state = 'waiting';
CREATE INDEX judging_held ON judging (hold, attempt, id) WHERE state = 'held';
CREATE INDEX judging_running ON judging (judge_name) WHERE state = 'running';
CREATE INDEX judging_open ON judging (submission) WHERE state NOT IN ('done', 'cancelled');
CREATE INDEX judging_by_submission ON judging (submission);

CREATE TRIGGER judging_that_is_over_is_final BEFORE UPDATE ON judging
WHEN OLD.state IN ('done', 'cancelled')
BEGIN
    SELECT raise(ABORT, 'a judging that is over does not change; a rejudge is a new one');
END;

CREATE TRIGGER judging_stays BEFORE DELETE ON judging
BEGIN
    SELECT raise(ABORT, 'a judging is not deleted; a rejudge is a new one beside it');
END;

CREATE TRIGGER case_of_done_judging_stays BEFORE DELETE ON case_result
WHEN (SELECT state FROM judging WHERE id = OLD.judging) = 'done'
BEGIN
    SELECT raise(ABORT, 'the cases of a judging that is done are not deleted');
END;

CREATE TABLE event_made_anew (
    id         INTEGER PRIMARY KEY,
    judging    INTEGER NOT NULL REFERENCES judging (id),
    attempt    INTEGER NOT NULL,
    at_ms      INTEGER NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('claimed', 'retried', 'fenced', 'reclaimed',
                                             'given_back', 'failed', 'finished', 'held', 'released',
                                             'cancelled')),
    judge_name TEXT NOT NULL,
    detail     TEXT NOT NULL
) STRICT;

INSERT INTO event_made_anew SELECT id, judging, attempt, at_ms, kind, judge_name, detail FROM event;
DROP TABLE event;
ALTER TABLE event_made_anew RENAME TO event;

CREATE INDEX event_by_judging ON event (judging);
CREATE INDEX event_fenced ON event (id) WHERE kind = 'fenced';

CREATE TRIGGER event_stays BEFORE DELETE ON event
BEGIN
    SELECT raise(ABORT, 'an event is not deleted; it is part of the history of a judging');
END;

-- The judging that counts: the newest that was not cancelled, or, if all were, the newest.
CREATE VIEW newest_judging AS
SELECT s.id AS submission,
       coalesce((SELECT max(n.id) FROM judging n WHERE n.submission = s.id
                 AND n.state <> 'cancelled'),
                (SELECT max(n.id) FROM judging n WHERE n.submission = s.id)) AS judging
FROM submission s;

CREATE VIEW verdict_table AS
SELECT s.id AS submission, j.id AS judging,
       datetime(s.submitted_ms / 1000, 'unixepoch') AS submitted_utc,
       s.problem_name, s.user, s.language, s.file_name, length(s.source) AS source_bytes,
       CASE WHEN j.state IN ('waiting', 'alone') THEN 'queued' ELSE j.state END AS state,
       j.verdict, j.reason, j.message, j.score, j.max_score,
       j.cpu_us, j.wall_us, j.memory_kib, j.attempts_counted AS attempts,
       (SELECT count(*) FROM judging o WHERE o.submission = s.id) AS judgings,
       j.problem_version, j.language_version, j.judge_name,
       j.limits_json, j.isolation_json, j.compile_json,
       s.submitted_ms, j.queued_ms, j.started_ms, j.finished_ms
FROM newest_judging n
JOIN submission s ON s.id = n.submission
JOIN judging j ON j.id = n.judging;

CREATE VIEW case_table AS
SELECT j.submission, c.judging, c.number, c.name, c.group_name, c.verdict, c.reason, c.message,
       c.hint, c.score, c.max_score, c.cpu_us, c.wall_us, c.memory_kib, c.output_bytes, c.path,
       c.attempt, c.evidence_json, c.stderr_tail, c.judging = n.judging AS newest
FROM case_result c
JOIN judging j ON j.id = c.judging
JOIN newest_judging n ON n.submission = j.submission;

CREATE VIEW group_table AS
SELECT j.submission, g.judging, g.number, g.name, g.verdict, g.score, g.max_score,
       g.judging = n.judging AS newest
FROM group_result g
JOIN judging j ON j.id = g.judging
JOIN newest_judging n ON n.submission = j.submission;

CREATE VIEW queue_table AS
SELECT row_number() OVER (ORDER BY j.state <> 'queued', j.state = 'held', j.state = 'waiting',
                          j.priority DESC, j.turn, j.id) AS position,
       j.id AS judging, j.submission, s.problem_name, s.user, s.language, j.state, j.priority,
       j.turn, j.attempts_counted AS attempts,
       datetime(j.queued_ms / 1000, 'unixepoch') AS queued_utc, j.queued_ms, j.not_before_ms,
       j.judges_lost, j.reason, j.message
FROM judging j
JOIN submission s ON s.id = j.submission
WHERE j.state NOT IN ('done', 'cancelled') AND j.state <> 'running';

CREATE VIEW running_table AS
SELECT j.judge_name, j.id AS judging, j.submission, s.problem_name, s.user, s.language, j.attempt,
       (SELECT count(*) FROM case_result c WHERE c.judging = j.id) AS cases_done, j.case_count,
       datetime(j.claimed_ms / 1000, 'unixepoch') AS claimed_utc, j.claimed_ms, j.started_ms,
       j.heartbeat_count
FROM judging j
JOIN submission s ON s.id = j.submission
WHERE j.state = 'running';

CREATE VIEW problem_stats AS
SELECT problem_name, count(*) AS submissions, count(DISTINCT user) AS users,
       sum(verdict IS 'AC') AS accepted, sum(verdict IS 'PA') AS partly_accepted,
       sum(verdict IS 'WA') AS wrong_answer, sum(verdict IS 'TLE') AS time_limit,
       sum(verdict IS 'MLE') AS memory_limit, sum(verdict IS 'OLE') AS output_limit,
       sum(verdict IS 'RTE') AS run_time_error, sum(verdict IS 'SV') AS security_violation,
       sum(verdict IS 'CE') AS compile_error, sum(verdict IS 'IE') AS internal_error,
       sum(verdict IS NULL AND state <> 'cancelled') AS not_done, max(score) AS best_score,
       max(cpu_us) AS max_cpu_us, max(memory_kib) AS max_memory_kib,
       sum(state = 'cancelled') AS cancelled
FROM verdict_table
GROUP BY problem_name;

CREATE VIEW retry_table AS
SELECT a.judging, j.submission, s.problem_name, s.user, a.attempt, a.outcome, a.reason, a.message,
       a.judge_name, datetime(a.claimed_ms / 1000, 'unixepoch') AS claimed_utc, a.claimed_ms,
       a.ended_ms, j.state, j.verdict
FROM attempt a
JOIN judging j ON j.id = a.judging
JOIN submission s ON s.id = j.submission
WHERE a.outcome IN ('failed', 'given_back', 'lost');

CREATE VIEW internal_error_table AS
SELECT j.id AS judging, j.submission, s.problem_name, s.user, s.language, j.reason, j.message,
       j.attempts_counted AS attempts, j.judge_name,
       datetime(j.finished_ms / 1000, 'unixepoch') AS finished_utc, j.finished_ms,
       j.id = n.judging AS newest
FROM judging j
JOIN submission s ON s.id = j.submission
JOIN newest_judging n ON n.submission = j.submission
WHERE j.verdict = 'IE';

CREATE VIEW rejudge_table AS
SELECT j.submission, p.id AS old_judging, p.verdict AS old_verdict, p.score AS old_score,
       j.id AS new_judging, j.verdict AS new_verdict, j.score AS new_score,
       p.problem_version AS old_problem_version, j.problem_version AS new_problem_version,
       s.problem_name, s.user
FROM judging j
JOIN judging p ON p.id = (SELECT max(o.id) FROM judging o
                          WHERE o.submission = j.submission AND o.id < j.id
                          AND o.state <> 'cancelled')
JOIN submission s ON s.id = j.submission
WHERE j.state <> 'cancelled';

CREATE VIEW late_result_table AS
SELECT e.judging, j.submission, e.attempt, e.judge_name, e.detail,
       datetime(e.at_ms / 1000, 'unixepoch') AS at_utc, e.at_ms, j.verdict
FROM event e
JOIN judging j ON j.id = e.judging
WHERE e.kind = 'fenced';

CREATE VIEW hold_table AS
SELECT h.kind, h.name, h.origin, h.is_closed, h.reason, h.message,
       datetime(h.made_ms / 1000, 'unixepoch') AS made_utc, h.made_ms, h.next_try_ms,
       (SELECT count(*) FROM judging j WHERE j.state = 'held' AND j.hold = h.id) AS held
FROM hold h;
