-- What people write about a submission: the record of an appeal. A note never changes and is never
-- deleted; who thinks better of it writes another. It keeps which judging counted when it was
-- written, since a rejudge may have changed the verdict that it is about.

CREATE TABLE note (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    submission INTEGER NOT NULL REFERENCES submission (id),
    judging    INTEGER NOT NULL REFERENCES judging (id),
    written_ms INTEGER NOT NULL,
    author     TEXT NOT NULL,
    text       TEXT NOT NULL CHECK (text <> '')
) STRICT;

CREATE INDEX note_by_submission ON note (submission);
CREATE INDEX note_by_judging ON note (judging);

CREATE TRIGGER note_stays BEFORE DELETE ON note
BEGIN
    SELECT raise(ABORT, 'a note is not deleted; write another one');
END;

CREATE TRIGGER note_is_immutable BEFORE UPDATE ON note
BEGIN
    SELECT raise(ABORT, 'a note does not change; write another one');
END;

CREATE VIEW note_table AS
SELECT n.id AS note, n.submission, s.problem_name, s.user,
       datetime(n.written_ms / 1000, 'unixepoch') AS written_utc, n.written_ms, n.author, n.text,
       n.judging, j.state, j.verdict, j.score, c.judging AS newest_judging,
       w.verdict AS newest_verdict, w.score AS newest_score
FROM note n
JOIN submission s ON s.id = n.submission
JOIN judging j ON j.id = n.judging
JOIN newest_judging c ON c.submission = n.submission
LEFT JOIN judging w ON w.id = c.judging;
