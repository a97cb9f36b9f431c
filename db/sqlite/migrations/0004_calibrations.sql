-- Time limits that were measured: of packages that leave theirs to their submissions, on each host.
-- A package's new version has to be measured again, and so has the old one on another host. Rows are
-- written over when the same version is measured again; verdicts keep the limits that were in force.

CREATE TABLE calibration (
    host         TEXT NOT NULL,
    problem      TEXT NOT NULL,
    version      TEXT NOT NULL,
    time_us      INTEGER NOT NULL CHECK (time_us > 0),
    factor       REAL NOT NULL,
    slowest_us   INTEGER NOT NULL,
    slowest_path TEXT NOT NULL,
    slowest_case TEXT NOT NULL,
    measured_ms  INTEGER NOT NULL,
    PRIMARY KEY (host, problem, version)
) STRICT, WITHOUT ROWID;

CREATE INDEX calibration_by_time ON calibration (host, problem, measured_ms);
