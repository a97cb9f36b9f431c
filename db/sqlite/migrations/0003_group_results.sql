-- What each group of a problem came to. Rows are written with the verdict of their judging, so that
-- they are those of a judging that is done, and stay like it. Judgings done before have none.

CREATE TABLE group_result (
    judging   INTEGER NOT NULL REFERENCES judging (id),
    number    INTEGER NOT NULL CHECK (number >= 1),
    name      TEXT NOT NULL,
    verdict   TEXT NOT NULL CHECK (verdict IN ('AC', 'PA', 'WA', 'TLE', 'MLE', 'OLE', 'RTE', 'SV',
                                               'CE', 'IE', 'SK')),
    feedback  TEXT NOT NULL,
    score     REAL NOT NULL,
    max_score REAL NOT NULL,
    PRIMARY KEY (judging, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER group_does_not_change BEFORE UPDATE ON group_result
BEGIN
    SELECT raise(ABORT, 'what a group came to does not change; a rejudge is a new judging');
END;

CREATE TRIGGER group_stays BEFORE DELETE ON group_result
BEGIN
    SELECT raise(ABORT, 'the groups of a judging that is done are not deleted');
END;

CREATE VIEW group_table AS
SELECT j.submission, g.judging, g.number, g.name, g.verdict, g.score, g.max_score,
       g.judging = (SELECT max(n.id) FROM judging n WHERE n.submission = j.submission) AS newest
FROM group_result g
JOIN judging j ON j.id = g.judging;
