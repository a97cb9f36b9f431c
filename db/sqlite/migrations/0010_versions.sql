-- Versions of problems are kept by content, so that a judging can be repeated exactly: bytes once, as
-- files beside the database (blobs.c), and for each version which bytes its files have.

CREATE TABLE blob (
    id     INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    bytes  INTEGER NOT NULL CHECK (bytes >= 0)
) STRICT;

CREATE TRIGGER blob_is_immutable BEFORE UPDATE ON blob
BEGIN
    SELECT raise(ABORT, 'a blob does not change');
END;

CREATE TABLE version_file (
    version TEXT NOT NULL REFERENCES problem_version (version),
    path    TEXT NOT NULL,
    kind    TEXT NOT NULL CHECK (kind IN ('file', 'folder', 'nothing')),
    blob    INTEGER REFERENCES blob (id),
    PRIMARY KEY (version, path),
    CHECK ((kind = 'file') = (blob IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX version_file_by_blob ON version_file (blob) WHERE blob IS NOT NULL;

CREATE TRIGGER version_file_is_immutable BEFORE UPDATE ON version_file
BEGIN
    SELECT raise(ABORT, 'a version of a problem does not change');
END;

CREATE TABLE version_seen (
    problem      TEXT NOT NULL,
    version      TEXT NOT NULL REFERENCES problem_version (version),
    problem_name TEXT NOT NULL,
    seen_ms      INTEGER NOT NULL,
    PRIMARY KEY (problem, version)
) STRICT, WITHOUT ROWID;

CREATE INDEX version_seen_by_version ON version_seen (version);

ALTER TABLE problem_version ADD COLUMN kept_ms INTEGER;
ALTER TABLE problem_version ADD COLUMN file_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE problem_version ADD COLUMN file_bytes INTEGER NOT NULL DEFAULT 0;

CREATE TRIGGER version_file_stays BEFORE DELETE ON version_file
WHEN (SELECT kept_ms FROM problem_version WHERE version = OLD.version) IS NOT NULL
BEGIN
    SELECT raise(ABORT, 'the files of a version that is kept are not deleted');
END;

-- What a judging asks for: NULL is the folder's version when its turn comes.
ALTER TABLE judging ADD COLUMN wanted_version TEXT REFERENCES problem_version (version);

CREATE VIEW version_table AS
SELECT s.problem, s.problem_name, v.version, datetime(s.seen_ms / 1000, 'unixepoch') AS seen_utc,
       s.seen_ms, v.kept_ms IS NOT NULL AS kept, v.file_count, v.file_bytes, v.first_judged_ms
FROM version_seen s
JOIN problem_version v ON v.version = s.version;
