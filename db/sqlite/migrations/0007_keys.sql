-- Keys that clients give to what they submit, so that submitting again submits nothing twice.

CREATE TABLE submission_key (
    key        TEXT NOT NULL,
    number     INTEGER NOT NULL CHECK (number >= 1),
    submission INTEGER NOT NULL REFERENCES submission (id),
    PRIMARY KEY (key, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER submission_key_is_immutable BEFORE UPDATE ON submission_key
BEGIN
    SELECT raise(ABORT, 'a key stays with its submission');
END;

CREATE TRIGGER submission_key_stays BEFORE DELETE ON submission_key
BEGIN
    SELECT raise(ABORT, 'a key stays with its submission');
END;
