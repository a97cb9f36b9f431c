-- The judges that work on this database, for those who look. Leases do not rest on it.

CREATE TABLE judge (
    name       TEXT PRIMARY KEY,
    host       TEXT NOT NULL,
    pid        INTEGER NOT NULL,
    graders    INTEGER NOT NULL,
    started_ms INTEGER NOT NULL,
    beat_ms    INTEGER NOT NULL,
    judged     INTEGER NOT NULL,
    mean_ms    REAL NOT NULL,
    trouble    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
