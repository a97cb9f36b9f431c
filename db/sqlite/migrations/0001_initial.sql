-- The first schema. Every column is explained in docs/schema.md; a test compares the two.
-- Dates end in _ms (milliseconds since 1970-01-01 UTC), measured times in _us, sizes in _kib or
-- _bytes. What is not known yet is NULL; text that does not apply is ''.

CREATE TABLE submission (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    submitted_ms INTEGER NOT NULL,
    problem      TEXT NOT NULL,
    problem_name TEXT NOT NULL,
    user         TEXT NOT NULL,
    language     TEXT NOT NULL,
    file_name    TEXT NOT NULL,
    source       BLOB NOT NULL -- last: listings then never read it
) STRICT;

CREATE INDEX submission_by_user ON submission (user);
CREATE INDEX submission_by_problem ON submission (problem_name);

CREATE TRIGGER submission_is_immutable BEFORE UPDATE ON submission
BEGIN
    SELECT raise(ABORT, 'a submission does not change');
END;

CREATE TABLE problem_version (
    version         TEXT PRIMARY KEY,
    problem         TEXT NOT NULL,
    problem_name    TEXT NOT NULL,
    first_judged_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE judging (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    submission       INTEGER NOT NULL REFERENCES submission (id),
    state            TEXT NOT NULL CHECK (state IN ('queued', 'waiting', 'running', 'done')),
    priority         INTEGER NOT NULL,
    turn             INTEGER NOT NULL,
    queued_ms        INTEGER NOT NULL,
    not_before_ms    INTEGER,
    attempt          INTEGER NOT NULL DEFAULT 0,
    attempts_counted INTEGER NOT NULL DEFAULT 0,
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
    CHECK ((state = 'done') = (finished_ms IS NOT NULL)),
    CHECK ((state = 'waiting') = (not_before_ms IS NOT NULL)),
    CHECK ((state IN ('running', 'done')) = (judge_name <> '')),
    CHECK (attempts_counted BETWEEN 0 AND attempt)
) STRICT;

-- One partial index for each thing the judge looks for. What is done is in none of them, so that
-- a claim costs the same behind a million old judgings as behind none.
CREATE INDEX judging_queued ON judging (priority DESC, turn, id) WHERE state = 'queued';
CREATE INDEX judging_waiting ON judging (not_before_ms) WHERE state = 'waiting';
CREATE INDEX judging_running ON judging (judge_name) WHERE state = 'running';
CREATE INDEX judging_open ON judging (submission) WHERE state <> 'done';
CREATE INDEX judging_by_submission ON judging (submission);

CREATE TRIGGER judging_done_is_final BEFORE UPDATE ON judging WHEN OLD.state = 'done'
BEGIN
    SELECT raise(ABORT, 'a judging that is done does not change; a rejudge is a new one');
END;

CREATE TABLE attempt (
    judging    INTEGER NOT NULL REFERENCES judging (id),
    attempt    INTEGER NOT NULL CHECK (attempt >= 1),
    judge_name TEXT NOT NULL,
    claimed_ms INTEGER NOT NULL,
    started_ms INTEGER,
    ended_ms   INTEGER,
    outcome    TEXT NOT NULL CHECK (outcome IN ('running', 'finished', 'failed', 'given_back',
                                                'lost')),
    reason     TEXT NOT NULL DEFAULT '',
    message    TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (judging, attempt),
    CHECK ((outcome = 'running') = (ended_ms IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE case_result (
    judging       INTEGER NOT NULL,
    number        INTEGER NOT NULL CHECK (number >= 1),
    attempt       INTEGER NOT NULL,
    name          TEXT NOT NULL,
    group_name    TEXT NOT NULL,
    verdict       TEXT NOT NULL CHECK (verdict IN ('AC', 'PA', 'WA', 'TLE', 'MLE', 'OLE', 'RTE',
                                                   'SV', 'CE', 'IE', 'SK')),
    reason        TEXT NOT NULL,
    message       TEXT NOT NULL,
    feedback      TEXT NOT NULL,
    hint          TEXT NOT NULL,
    path          TEXT NOT NULL CHECK (path IN ('exec', 'watched', 'shared', '')),
    score         REAL NOT NULL,
    max_score     REAL NOT NULL,
    cpu_us        INTEGER NOT NULL,
    wall_us       INTEGER NOT NULL,
    memory_kib    INTEGER NOT NULL,
    output_bytes  INTEGER NOT NULL,
    evidence_json TEXT NOT NULL,
    stderr_tail   BLOB NOT NULL,
    PRIMARY KEY (judging, number),
    FOREIGN KEY (judging, attempt) REFERENCES attempt (judging, attempt)
) STRICT;

CREATE TABLE event (
    id         INTEGER PRIMARY KEY,
    judging    INTEGER NOT NULL REFERENCES judging (id),
    attempt    INTEGER NOT NULL,
    at_ms      INTEGER NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('claimed', 'retried', 'fenced', 'reclaimed',
                                             'given_back', 'failed', 'finished')),
    judge_name TEXT NOT NULL,
    detail     TEXT NOT NULL
) STRICT;

CREATE INDEX event_by_judging ON event (judging);
CREATE INDEX event_fenced ON event (id) WHERE kind = 'fenced';

-- Users take turns within a priority: the turn last claimed, and the turn each user was last given.
CREATE TABLE queue_turn (
    priority     INTEGER PRIMARY KEY,
    current_turn INTEGER NOT NULL
) STRICT;

CREATE TABLE user_turn (
    user      TEXT NOT NULL,
    priority  INTEGER NOT NULL,
    last_turn INTEGER NOT NULL,
    PRIMARY KEY (user, priority)
) STRICT, WITHOUT ROWID;

-- The reviewers' interface. Views may gain columns; none is renamed or taken away.

CREATE VIEW verdict_table AS
SELECT s.id AS submission, j.id AS judging,
       datetime(s.submitted_ms / 1000, 'unixepoch') AS submitted_utc,
       s.problem_name, s.user, s.language, s.file_name, length(s.source) AS source_bytes,
       CASE j.state WHEN 'waiting' THEN 'queued' ELSE j.state END AS state,
       j.verdict, j.reason, j.message, j.score, j.max_score,
       j.cpu_us, j.wall_us, j.memory_kib, j.attempts_counted AS attempts,
       (SELECT count(*) FROM judging o WHERE o.submission = s.id) AS judgings,
       j.problem_version, j.language_version, j.judge_name,
       j.limits_json, j.isolation_json, j.compile_json,
       s.submitted_ms, j.queued_ms, j.started_ms, j.finished_ms
FROM submission s
JOIN judging j ON j.id = (SELECT max(n.id) FROM judging n WHERE n.submission = s.id);

CREATE VIEW case_table AS
SELECT j.submission, c.judging, c.number, c.name, c.group_name, c.verdict, c.reason, c.message,
       c.hint, c.score, c.max_score, c.cpu_us, c.wall_us, c.memory_kib, c.output_bytes, c.path,
       c.attempt, c.evidence_json, c.stderr_tail,
       c.judging = (SELECT max(n.id) FROM judging n WHERE n.submission = j.submission) AS newest
FROM case_result c
JOIN judging j ON j.id = c.judging;

CREATE VIEW queue_table AS
SELECT row_number() OVER (ORDER BY j.state = 'waiting', j.priority DESC, j.turn, j.id) AS position,
       j.id AS judging, j.submission, s.problem_name, s.user, s.language, j.state, j.priority,
       j.turn, j.attempts_counted AS attempts,
       datetime(j.queued_ms / 1000, 'unixepoch') AS queued_utc, j.queued_ms, j.not_before_ms
FROM judging j
JOIN submission s ON s.id = j.submission
WHERE j.state <> 'done' AND j.state <> 'running';

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
       sum(verdict IS NULL) AS not_done, max(score) AS best_score, max(cpu_us) AS max_cpu_us,
       max(memory_kib) AS max_memory_kib
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
       j.id = (SELECT max(n.id) FROM judging n WHERE n.submission = j.submission) AS newest
FROM judging j
JOIN submission s ON s.id = j.submission
WHERE j.verdict = 'IE';

CREATE VIEW rejudge_table AS
SELECT j.submission, p.id AS old_judging, p.verdict AS old_verdict, p.score AS old_score,
       j.id AS new_judging, j.verdict AS new_verdict, j.score AS new_score,
       p.problem_version AS old_problem_version, j.problem_version AS new_problem_version,
       s.problem_name, s.user
FROM judging j
JOIN judging p ON p.id = (SELECT max(o.id) FROM judging o
                          WHERE o.submission = j.submission AND o.id < j.id)
JOIN submission s ON s.id = j.submission;

CREATE VIEW late_result_table AS
SELECT e.judging, j.submission, e.attempt, e.judge_name, e.detail,
       datetime(e.at_ms / 1000, 'unixepoch') AS at_utc, e.at_ms, j.verdict
FROM event e
JOIN judging j ON j.id = e.judging
WHERE e.kind = 'fenced';
